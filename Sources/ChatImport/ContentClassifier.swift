/// Tells what a message carries from the words that exports put in its place.
enum ContentClassifier {
    static func message(_ draft: ChatDraft, time: ChatTime) -> ChatMessage {
        var text = draft.text
        while let first = text.unicodeScalars.first, ScalarScanner.isInvisible(first) {
            text.unicodeScalars.removeFirst()
        }
        let edited = withoutEditMark(text)
        let content = content(edited.text, draft)
        return ChatMessage(
            line: draft.line, time: time, author: draft.author, text: edited.text,
            content: content, isEdited: edited.isEdited)
    }

    private static func content(_ text: String, _ draft: ChatDraft) -> ChatMessage.Content {
        guard draft.author != nil else { return .system }
        let plain = text.lowercased()
        if let name = attachment(text) { return .attachment(name) }
        if isOmitted(plain) { return .mediaOmitted }
        if deletedTexts.contains(where: plain.hasPrefix), plain.count < 80 { return .deleted }
        if missedCallTexts.contains(where: plain.hasPrefix), plain.count < 80 {
            return .missedCall
        }
        if locationTexts.contains(where: plain.hasPrefix) { return .location }
        return draft.isMarked ? .system : .text
    }

    private static func isOmitted(_ plain: String) -> Bool {
        guard plain.count < 60 else { return false }
        if plain.hasPrefix("<"), plain.hasSuffix(">") {
            return omittedWords.contains { plain.hasSuffix($0 + ">") || plain.hasSuffix($0 + ".>") }
        }
        return omittedWords.contains(where: plain.hasSuffix)
            && mediaWords.contains(where: plain.hasPrefix)
    }

    /// `NAME (file attached)` on Android, `<attached: NAME>` on iOS.
    private static func attachment(_ text: String) -> String? {
        let firstLine = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
        for mark in attachedMarks where firstLine.lowercased().hasSuffix(mark) {
            return String(firstLine.dropLast(mark.count + 1))
        }
        guard firstLine.hasPrefix("<"), firstLine.hasSuffix(">"),
            let colon = firstLine.firstIndex(of: ":")
        else { return nil }
        let word = firstLine[firstLine.index(after: firstLine.startIndex)..<colon]
            .lowercased().filter { $0 != " " && $0 != "\u{A0}" && $0 != "\u{202F}" }
        guard attachedWords.contains(word) else { return nil }
        let name = firstLine[firstLine.index(after: colon)...].dropLast()
        return String(name.drop { $0 == " " })
    }

    private static func withoutEditMark(_ text: String) -> (text: String, isEdited: Bool) {
        guard text.hasSuffix(">") else { return (text, false) }
        let plain = text.lowercased()
        for mark in editedMarks where plain.hasSuffix(mark) {
            var kept = text.dropLast(mark.count)
            while let last = kept.unicodeScalars.last, ScalarScanner.isSpace(last) {
                kept.unicodeScalars.removeLast()
            }
            return (String(kept), true)
        }
        return (text, false)
    }

    private static let omittedWords = [
        "omitted", "weggelassen", "ausgeschlossen", "omitido", "omitida", "omitidos", "omis",
        "omise", "absente", "absent", "omesso", "omessa", "omessi", "oculta", "ocultada",
        "ocultado", "weggelaten", "jätetty pois", "utelämnad", "utelatt", "udeladt", "pominięto",
    ]
    private static let mediaWords = [
        "image", "video", "audio", "sticker", "gif", "document", "contact card", "media", "bild",
        "dokument", "kontaktkarte", "imagen", "vídeo", "documento", "tarjeta", "vidéo",
        "autocollant", "fiche", "immagine", "adesivo", "scheda", "imagem", "figurinha",
        "afbeelding", "kuva", "ääni", "tarra", "asiakirja", "voice", "sprachnachricht", "obraz",
    ]
    private static let attachedMarks = [
        "(file attached)", "(datei angehängt)", "(archivo adjunto)", "(fichier joint)",
        "(file allegato)", "(arquivo anexado)", "(bestand bijgevoegd)", "(tiedosto liitetty)",
    ]
    private static let attachedWords = [
        "attached", "anhang", "adjunto", "piècejointe", "allegato", "anexo", "anexado", "bijlage",
        "liite", "bifogad",
    ]
    private static let editedMarks = [
        "<this message was edited>", "<diese nachricht wurde bearbeitet.>",
        "<diese nachricht wurde bearbeitet>", "<se editó este mensaje.>",
        "<se editó este mensaje>", "<ce message a été modifié>",
        "<questo messaggio è stato modificato>", "<mensagem editada>",
        "<dit bericht is bewerkt>",
    ]
    private static let deletedTexts = [
        "this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht",
        "du hast diese nachricht gelöscht", "se eliminó este mensaje", "eliminaste este mensaje",
        "ce message a été supprimé", "vous avez supprimé ce message",
        "questo messaggio è stato eliminato", "hai eliminato questo messaggio",
        "mensagem apagada", "esta mensagem foi apagada", "você apagou esta mensagem",
        "dit bericht is verwijderd", "tämä viesti poistettiin", "poistit tämän viestin",
    ]
    private static let missedCallTexts = [
        "missed voice call", "missed video call", "missed group", "verpasster sprachanruf",
        "verpasster videoanruf", "llamada perdida", "videollamada perdida", "appel vocal manqué",
        "appel vidéo manqué", "chiamata vocale persa", "videochiamata persa",
        "chamada de voz perdida", "chamada de vídeo perdida", "gemiste spraakoproep",
        "vastaamaton",
    ]
    private static let locationTexts = [
        "location: http", "live location shared", "standort: http", "live-standort",
        "ubicación: http", "ubicación en tiempo real", "localisation : http", "posizione: http",
        "localização: http", "locatie: http", "sijainti: http", "https://maps.google.com/?q=",
    ]
}
