namespace StreamReco.Models.Data;

/// <summary>How much the data say of the time of a click.</summary>
internal enum TimeDetail
{
    /// <summary>Nothing: the order of the file alone.</summary>
    None,

    /// <summary>The day.</summary>
    Day,

    /// <summary>A time of the day.</summary>
    Clock,
}
