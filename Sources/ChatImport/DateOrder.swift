/// In which order a chat export writes the numbers of a date.
public enum DateOrder: String, Sendable, CaseIterable {
    /// 31/12/2022
    case dayMonthYear = "dmy"
    /// 12/31/22
    case monthDayYear = "mdy"
    /// 2022/12/31
    case yearMonthDay = "ymd"
}
