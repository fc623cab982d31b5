// Written by scripts/web_assets.py: run it when a file of assets/ comes or goes.
#include "web_assets.h"

// #embed is C23's, which clang offers in earlier modes too.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "assets/css/avatars.css"
};
static const unsigned char asset_1[] = {
#embed "assets/css/composer.css"
};
static const unsigned char asset_2[] = {
#embed "assets/css/controls.css"
};
static const unsigned char asset_3[] = {
#embed "assets/css/conversation.css"
};
static const unsigned char asset_4[] = {
#embed "assets/css/dialogs.css"
};
static const unsigned char asset_5[] = {
#embed "assets/css/door.css"
};
static const unsigned char asset_6[] = {
#embed "assets/css/files.css"
};
static const unsigned char asset_7[] = {
#embed "assets/css/forced.css"
};
static const unsigned char asset_8[] = {
#embed "assets/css/ground.css"
};
static const unsigned char asset_9[] = {
#embed "assets/css/list.css"
};
static const unsigned char asset_10[] = {
#embed "assets/css/message.css"
};
static const unsigned char asset_11[] = {
#embed "assets/css/messenger.css"
};
static const unsigned char asset_12[] = {
#embed "assets/css/panels.css"
};
static const unsigned char asset_13[] = {
#embed "assets/css/thread.css"
};
static const unsigned char asset_14[] = {
#embed "assets/css/tokens.css"
};
static const unsigned char asset_15[] = {
#embed "assets/i18n/de.json"
};
static const unsigned char asset_16[] = {
#embed "assets/i18n/en.json"
};
static const unsigned char asset_17[] = {
#embed "assets/icons/moonless.svg"
};
static const unsigned char asset_18[] = {
#embed "assets/index.html"
};
static const unsigned char asset_19[] = {
#embed "assets/js/actions.js"
};
static const unsigned char asset_20[] = {
#embed "assets/js/annex.js"
};
static const unsigned char asset_21[] = {
#embed "assets/js/announcer.js"
};
static const unsigned char asset_22[] = {
#embed "assets/js/api.js"
};
static const unsigned char asset_23[] = {
#embed "assets/js/attaching.js"
};
static const unsigned char asset_24[] = {
#embed "assets/js/avatar.js"
};
static const unsigned char asset_25[] = {
#embed "assets/js/backup.js"
};
static const unsigned char asset_26[] = {
#embed "assets/js/choices.js"
};
static const unsigned char asset_27[] = {
#embed "assets/js/chunks.js"
};
static const unsigned char asset_28[] = {
#embed "assets/js/composer.js"
};
static const unsigned char asset_29[] = {
#embed "assets/js/conversation.js"
};
static const unsigned char asset_30[] = {
#embed "assets/js/departure.js"
};
static const unsigned char asset_31[] = {
#embed "assets/js/details.js"
};
static const unsigned char asset_32[] = {
#embed "assets/js/dialog.js"
};
static const unsigned char asset_33[] = {
#embed "assets/js/dom.js"
};
static const unsigned char asset_34[] = {
#embed "assets/js/door.js"
};
static const unsigned char asset_35[] = {
#embed "assets/js/drafts.js"
};
static const unsigned char asset_36[] = {
#embed "assets/js/emoji.js"
};
static const unsigned char asset_37[] = {
#embed "assets/js/exporting.js"
};
static const unsigned char asset_38[] = {
#embed "assets/js/feed.js"
};
static const unsigned char asset_39[] = {
#embed "assets/js/files.js"
};
static const unsigned char asset_40[] = {
#embed "assets/js/forms.js"
};
static const unsigned char asset_41[] = {
#embed "assets/js/groups.js"
};
static const unsigned char asset_42[] = {
#embed "assets/js/happening.js"
};
static const unsigned char asset_43[] = {
#embed "assets/js/history.js"
};
static const unsigned char asset_44[] = {
#embed "assets/js/holdings.js"
};
static const unsigned char asset_45[] = {
#embed "assets/js/i18n.js"
};
static const unsigned char asset_46[] = {
#embed "assets/js/icons.js"
};
static const unsigned char asset_47[] = {
#embed "assets/js/importing.js"
};
static const unsigned char asset_48[] = {
#embed "assets/js/join.js"
};
static const unsigned char asset_49[] = {
#embed "assets/js/list.js"
};
static const unsigned char asset_50[] = {
#embed "assets/js/main.js"
};
static const unsigned char asset_51[] = {
#embed "assets/js/meeting.js"
};
static const unsigned char asset_52[] = {
#embed "assets/js/mentions.js"
};
static const unsigned char asset_53[] = {
#embed "assets/js/message.js"
};
static const unsigned char asset_54[] = {
#embed "assets/js/messenger.js"
};
static const unsigned char asset_55[] = {
#embed "assets/js/model.js"
};
static const unsigned char asset_56[] = {
#embed "assets/js/notifications.js"
};
static const unsigned char asset_57[] = {
#embed "assets/js/outbox.js"
};
static const unsigned char asset_58[] = {
#embed "assets/js/passphrase.js"
};
static const unsigned char asset_59[] = {
#embed "assets/js/pins.js"
};
static const unsigned char asset_60[] = {
#embed "assets/js/preferences.js"
};
static const unsigned char asset_61[] = {
#embed "assets/js/profile.js"
};
static const unsigned char asset_62[] = {
#embed "assets/js/reading.js"
};
static const unsigned char asset_63[] = {
#embed "assets/js/recorder.js"
};
static const unsigned char asset_64[] = {
#embed "assets/js/requests.js"
};
static const unsigned char asset_65[] = {
#embed "assets/js/restoring.js"
};
static const unsigned char asset_66[] = {
#embed "assets/js/rounds.js"
};
static const unsigned char asset_67[] = {
#embed "assets/js/scrolling.js"
};
static const unsigned char asset_68[] = {
#embed "assets/js/settings.js"
};
static const unsigned char asset_69[] = {
#embed "assets/js/shortcuts.js"
};
static const unsigned char asset_70[] = {
#embed "assets/js/signal.js"
};
static const unsigned char asset_71[] = {
#embed "assets/js/text.js"
};
static const unsigned char asset_72[] = {
#embed "assets/js/thread.js"
};
static const unsigned char asset_73[] = {
#embed "assets/js/times.js"
};
static const unsigned char asset_74[] = {
#embed "assets/js/token.js"
};
static const unsigned char asset_75[] = {
#embed "assets/js/unlock.js"
};
static const unsigned char asset_76[] = {
#embed "assets/js/verification.js"
};
static const unsigned char asset_77[] = {
#embed "assets/js/voice.js"
};
static const unsigned char asset_78[] = {
#embed "assets/js/weblink.js"
};

static const web_asset assets[] = {
    {"/css/avatars.css", asset_0, sizeof(asset_0)},
    {"/css/composer.css", asset_1, sizeof(asset_1)},
    {"/css/controls.css", asset_2, sizeof(asset_2)},
    {"/css/conversation.css", asset_3, sizeof(asset_3)},
    {"/css/dialogs.css", asset_4, sizeof(asset_4)},
    {"/css/door.css", asset_5, sizeof(asset_5)},
    {"/css/files.css", asset_6, sizeof(asset_6)},
    {"/css/forced.css", asset_7, sizeof(asset_7)},
    {"/css/ground.css", asset_8, sizeof(asset_8)},
    {"/css/list.css", asset_9, sizeof(asset_9)},
    {"/css/message.css", asset_10, sizeof(asset_10)},
    {"/css/messenger.css", asset_11, sizeof(asset_11)},
    {"/css/panels.css", asset_12, sizeof(asset_12)},
    {"/css/thread.css", asset_13, sizeof(asset_13)},
    {"/css/tokens.css", asset_14, sizeof(asset_14)},
    {"/i18n/de.json", asset_15, sizeof(asset_15)},
    {"/i18n/en.json", asset_16, sizeof(asset_16)},
    {"/icons/moonless.svg", asset_17, sizeof(asset_17)},
    {"/index.html", asset_18, sizeof(asset_18)},
    {"/js/actions.js", asset_19, sizeof(asset_19)},
    {"/js/annex.js", asset_20, sizeof(asset_20)},
    {"/js/announcer.js", asset_21, sizeof(asset_21)},
    {"/js/api.js", asset_22, sizeof(asset_22)},
    {"/js/attaching.js", asset_23, sizeof(asset_23)},
    {"/js/avatar.js", asset_24, sizeof(asset_24)},
    {"/js/backup.js", asset_25, sizeof(asset_25)},
    {"/js/choices.js", asset_26, sizeof(asset_26)},
    {"/js/chunks.js", asset_27, sizeof(asset_27)},
    {"/js/composer.js", asset_28, sizeof(asset_28)},
    {"/js/conversation.js", asset_29, sizeof(asset_29)},
    {"/js/departure.js", asset_30, sizeof(asset_30)},
    {"/js/details.js", asset_31, sizeof(asset_31)},
    {"/js/dialog.js", asset_32, sizeof(asset_32)},
    {"/js/dom.js", asset_33, sizeof(asset_33)},
    {"/js/door.js", asset_34, sizeof(asset_34)},
    {"/js/drafts.js", asset_35, sizeof(asset_35)},
    {"/js/emoji.js", asset_36, sizeof(asset_36)},
    {"/js/exporting.js", asset_37, sizeof(asset_37)},
    {"/js/feed.js", asset_38, sizeof(asset_38)},
    {"/js/files.js", asset_39, sizeof(asset_39)},
    {"/js/forms.js", asset_40, sizeof(asset_40)},
    {"/js/groups.js", asset_41, sizeof(asset_41)},
    {"/js/happening.js", asset_42, sizeof(asset_42)},
    {"/js/history.js", asset_43, sizeof(asset_43)},
    {"/js/holdings.js", asset_44, sizeof(asset_44)},
    {"/js/i18n.js", asset_45, sizeof(asset_45)},
    {"/js/icons.js", asset_46, sizeof(asset_46)},
    {"/js/importing.js", asset_47, sizeof(asset_47)},
    {"/js/join.js", asset_48, sizeof(asset_48)},
    {"/js/list.js", asset_49, sizeof(asset_49)},
    {"/js/main.js", asset_50, sizeof(asset_50)},
    {"/js/meeting.js", asset_51, sizeof(asset_51)},
    {"/js/mentions.js", asset_52, sizeof(asset_52)},
    {"/js/message.js", asset_53, sizeof(asset_53)},
    {"/js/messenger.js", asset_54, sizeof(asset_54)},
    {"/js/model.js", asset_55, sizeof(asset_55)},
    {"/js/notifications.js", asset_56, sizeof(asset_56)},
    {"/js/outbox.js", asset_57, sizeof(asset_57)},
    {"/js/passphrase.js", asset_58, sizeof(asset_58)},
    {"/js/pins.js", asset_59, sizeof(asset_59)},
    {"/js/preferences.js", asset_60, sizeof(asset_60)},
    {"/js/profile.js", asset_61, sizeof(asset_61)},
    {"/js/reading.js", asset_62, sizeof(asset_62)},
    {"/js/recorder.js", asset_63, sizeof(asset_63)},
    {"/js/requests.js", asset_64, sizeof(asset_64)},
    {"/js/restoring.js", asset_65, sizeof(asset_65)},
    {"/js/rounds.js", asset_66, sizeof(asset_66)},
    {"/js/scrolling.js", asset_67, sizeof(asset_67)},
    {"/js/settings.js", asset_68, sizeof(asset_68)},
    {"/js/shortcuts.js", asset_69, sizeof(asset_69)},
    {"/js/signal.js", asset_70, sizeof(asset_70)},
    {"/js/text.js", asset_71, sizeof(asset_71)},
    {"/js/thread.js", asset_72, sizeof(asset_72)},
    {"/js/times.js", asset_73, sizeof(asset_73)},
    {"/js/token.js", asset_74, sizeof(asset_74)},
    {"/js/unlock.js", asset_75, sizeof(asset_75)},
    {"/js/verification.js", asset_76, sizeof(asset_76)},
    {"/js/voice.js", asset_77, sizeof(asset_77)},
    {"/js/weblink.js", asset_78, sizeof(asset_78)},
};

size_t web_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

web_asset web_asset_at(size_t index) { return assets[index]; }
