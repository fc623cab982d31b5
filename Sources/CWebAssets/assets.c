// Written by scripts/web_assets.py: run it when a file of assets/ comes or goes.
#include "web_assets.h"

// #embed is C23's, which clang offers in earlier modes too.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "assets/app.css"
};
static const unsigned char asset_1[] = {
#embed "assets/i18n/de.json"
};
static const unsigned char asset_2[] = {
#embed "assets/i18n/en.json"
};
static const unsigned char asset_3[] = {
#embed "assets/icons/moonless.svg"
};
static const unsigned char asset_4[] = {
#embed "assets/index.html"
};
static const unsigned char asset_5[] = {
#embed "assets/js/actions.js"
};
static const unsigned char asset_6[] = {
#embed "assets/js/annex.js"
};
static const unsigned char asset_7[] = {
#embed "assets/js/announcer.js"
};
static const unsigned char asset_8[] = {
#embed "assets/js/api.js"
};
static const unsigned char asset_9[] = {
#embed "assets/js/avatar.js"
};
static const unsigned char asset_10[] = {
#embed "assets/js/choices.js"
};
static const unsigned char asset_11[] = {
#embed "assets/js/composer.js"
};
static const unsigned char asset_12[] = {
#embed "assets/js/conversation.js"
};
static const unsigned char asset_13[] = {
#embed "assets/js/departure.js"
};
static const unsigned char asset_14[] = {
#embed "assets/js/details.js"
};
static const unsigned char asset_15[] = {
#embed "assets/js/dialog.js"
};
static const unsigned char asset_16[] = {
#embed "assets/js/dom.js"
};
static const unsigned char asset_17[] = {
#embed "assets/js/door.js"
};
static const unsigned char asset_18[] = {
#embed "assets/js/drafts.js"
};
static const unsigned char asset_19[] = {
#embed "assets/js/feed.js"
};
static const unsigned char asset_20[] = {
#embed "assets/js/files.js"
};
static const unsigned char asset_21[] = {
#embed "assets/js/forms.js"
};
static const unsigned char asset_22[] = {
#embed "assets/js/groups.js"
};
static const unsigned char asset_23[] = {
#embed "assets/js/happening.js"
};
static const unsigned char asset_24[] = {
#embed "assets/js/holdings.js"
};
static const unsigned char asset_25[] = {
#embed "assets/js/i18n.js"
};
static const unsigned char asset_26[] = {
#embed "assets/js/icons.js"
};
static const unsigned char asset_27[] = {
#embed "assets/js/join.js"
};
static const unsigned char asset_28[] = {
#embed "assets/js/list.js"
};
static const unsigned char asset_29[] = {
#embed "assets/js/main.js"
};
static const unsigned char asset_30[] = {
#embed "assets/js/meeting.js"
};
static const unsigned char asset_31[] = {
#embed "assets/js/message.js"
};
static const unsigned char asset_32[] = {
#embed "assets/js/messenger.js"
};
static const unsigned char asset_33[] = {
#embed "assets/js/model.js"
};
static const unsigned char asset_34[] = {
#embed "assets/js/notifications.js"
};
static const unsigned char asset_35[] = {
#embed "assets/js/outbox.js"
};
static const unsigned char asset_36[] = {
#embed "assets/js/preferences.js"
};
static const unsigned char asset_37[] = {
#embed "assets/js/rounds.js"
};
static const unsigned char asset_38[] = {
#embed "assets/js/settings.js"
};
static const unsigned char asset_39[] = {
#embed "assets/js/shortcuts.js"
};
static const unsigned char asset_40[] = {
#embed "assets/js/signal.js"
};
static const unsigned char asset_41[] = {
#embed "assets/js/text.js"
};
static const unsigned char asset_42[] = {
#embed "assets/js/thread.js"
};
static const unsigned char asset_43[] = {
#embed "assets/js/times.js"
};
static const unsigned char asset_44[] = {
#embed "assets/js/token.js"
};
static const unsigned char asset_45[] = {
#embed "assets/js/unlock.js"
};
static const unsigned char asset_46[] = {
#embed "assets/js/verification.js"
};
static const unsigned char asset_47[] = {
#embed "assets/js/weblink.js"
};

static const web_asset assets[] = {
    {"/app.css", asset_0, sizeof(asset_0)},
    {"/i18n/de.json", asset_1, sizeof(asset_1)},
    {"/i18n/en.json", asset_2, sizeof(asset_2)},
    {"/icons/moonless.svg", asset_3, sizeof(asset_3)},
    {"/index.html", asset_4, sizeof(asset_4)},
    {"/js/actions.js", asset_5, sizeof(asset_5)},
    {"/js/annex.js", asset_6, sizeof(asset_6)},
    {"/js/announcer.js", asset_7, sizeof(asset_7)},
    {"/js/api.js", asset_8, sizeof(asset_8)},
    {"/js/avatar.js", asset_9, sizeof(asset_9)},
    {"/js/choices.js", asset_10, sizeof(asset_10)},
    {"/js/composer.js", asset_11, sizeof(asset_11)},
    {"/js/conversation.js", asset_12, sizeof(asset_12)},
    {"/js/departure.js", asset_13, sizeof(asset_13)},
    {"/js/details.js", asset_14, sizeof(asset_14)},
    {"/js/dialog.js", asset_15, sizeof(asset_15)},
    {"/js/dom.js", asset_16, sizeof(asset_16)},
    {"/js/door.js", asset_17, sizeof(asset_17)},
    {"/js/drafts.js", asset_18, sizeof(asset_18)},
    {"/js/feed.js", asset_19, sizeof(asset_19)},
    {"/js/files.js", asset_20, sizeof(asset_20)},
    {"/js/forms.js", asset_21, sizeof(asset_21)},
    {"/js/groups.js", asset_22, sizeof(asset_22)},
    {"/js/happening.js", asset_23, sizeof(asset_23)},
    {"/js/holdings.js", asset_24, sizeof(asset_24)},
    {"/js/i18n.js", asset_25, sizeof(asset_25)},
    {"/js/icons.js", asset_26, sizeof(asset_26)},
    {"/js/join.js", asset_27, sizeof(asset_27)},
    {"/js/list.js", asset_28, sizeof(asset_28)},
    {"/js/main.js", asset_29, sizeof(asset_29)},
    {"/js/meeting.js", asset_30, sizeof(asset_30)},
    {"/js/message.js", asset_31, sizeof(asset_31)},
    {"/js/messenger.js", asset_32, sizeof(asset_32)},
    {"/js/model.js", asset_33, sizeof(asset_33)},
    {"/js/notifications.js", asset_34, sizeof(asset_34)},
    {"/js/outbox.js", asset_35, sizeof(asset_35)},
    {"/js/preferences.js", asset_36, sizeof(asset_36)},
    {"/js/rounds.js", asset_37, sizeof(asset_37)},
    {"/js/settings.js", asset_38, sizeof(asset_38)},
    {"/js/shortcuts.js", asset_39, sizeof(asset_39)},
    {"/js/signal.js", asset_40, sizeof(asset_40)},
    {"/js/text.js", asset_41, sizeof(asset_41)},
    {"/js/thread.js", asset_42, sizeof(asset_42)},
    {"/js/times.js", asset_43, sizeof(asset_43)},
    {"/js/token.js", asset_44, sizeof(asset_44)},
    {"/js/unlock.js", asset_45, sizeof(asset_45)},
    {"/js/verification.js", asset_46, sizeof(asset_46)},
    {"/js/weblink.js", asset_47, sizeof(asset_47)},
};

size_t web_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

web_asset web_asset_at(size_t index) { return assets[index]; }
