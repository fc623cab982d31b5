/// The literature and documents on which statements of the report rest.
package enum Sources {
    /// One of them.
    package struct Source: Sendable {
        package let key: String
        package let text: String
    }

    package static let all: [Source] = [
        Source(
            key: "Martiny2021",
            text: "I. Martiny, G. Kaptchuk, A. Aviv, D. Roche, E. Wustrow: Improving Signal's "
                + "Sealed Sender. NDSS 2021."),
        Source(
            key: "Danezis2003",
            text: "G. Danezis: Statistical Disclosure Attacks: Traffic Confirmation in Open "
                + "Environments. IFIP SEC 2003."),
        Source(
            key: "DanezisTroncoso2009",
            text: "G. Danezis, C. Troncoso: Vida: How to Use Bayesian Inference to De-anonymize "
                + "Persistent Communications. PETS 2009."),
        Source(
            key: "LibenNowell2007",
            text: "D. Liben-Nowell, J. Kleinberg: The Link-Prediction Problem for Social "
                + "Networks. JASIST 58, 2007."),
        Source(
            key: "Zhou2009",
            text: "T. Zhou, L. Lü, Y.-C. Zhang: Predicting Missing Links via Local Information "
                + "(resource allocation). European Physical Journal B 71, 2009."),
        Source(
            key: "Blondel2008",
            text: "V. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre: Fast Unfolding of "
                + "Communities in Large Networks. J. Stat. Mech. 2008."),
        Source(
            key: "Gilbert2009",
            text: "E. Gilbert, K. Karahalios: Predicting Tie Strength with Social Media. CHI "
                + "2009 (strong and weak ties told apart with over 85 % accuracy)."),
        Source(
            key: "deMontjoye2013",
            text: "Y.-A. de Montjoye, C. Hidalgo, M. Verleysen, V. Blondel: Unique in the Crowd. "
                + "Scientific Reports 3, 2013 (four points single out 95 % of 1.5 million "
                + "people)."),
        Source(
            key: "Mayer2016",
            text: "J. Mayer, P. Mutchler, J. Mitchell: Evaluating the Privacy Properties of "
                + "Telephone Metadata. PNAS 113, 2016 (57 % of the participants called a health "
                + "service)."),
        Source(
            key: "Cho2011",
            text: "E. Cho, S. Myers, J. Leskovec: Friendship and Mobility. KDD 2011."),
        Source(
            key: "Holm1979",
            text: "S. Holm: A Simple Sequentially Rejective Multiple Test Procedure. Scandinavian "
                + "Journal of Statistics 6, 1979."),
        Source(
            key: "WhatsAppReport",
            text: "WhatsApp's account report (\"Request account info\"), as described in its help "
                + "pages 2018 to 2021."),
        Source(
            key: "FBI2021",
            text: "FBI: Lawful Access, a chart of what messengers disclose, January 2021, "
                + "published by Property of the People."),
        Source(
            key: "SignalSubpoena",
            text: "Signal: answers to subpoenas, published at signal.org/bigbrother."),
        Source(key: "SignalServer", text: "Signal-Server, source code."),
        Source(
            key: "ThreemaData",
            text: "Threema's answer to `info` sent to *MY3DATA, and its privacy policy."),
        Source(
            key: "SimpleX2024", text: "SimpleX Chat: transparency reports, 2024."),
        Source(
            key: "MoonlessDesign",
            text: "Moonless: threat model and protocol specification (docs of this program)."),
    ]

    package static func number(of key: String) -> Int? {
        all.firstIndex { $0.key == key }
    }
}
