namespace StreamReco.Models.Data;

/// <summary>How click files are to be read.</summary>
public sealed record ClickFileSettings
{
    /// <summary>2000-01-01T00:00:00Z, as <c>Validation:EarliestEventTime</c> has it by default.</summary>
    public const long EarliestMsDefault = 946_684_800_000;

    /// <summary>How the files are written; null: found by the file's name and its first line.</summary>
    public ClickFileFormat? Format { get; init; }

    /// <summary>Names or numbers of columns.</summary>
    public ColumnMap Columns { get; init; } = ColumnMap.Usual;

    /// <summary>Names of events.</summary>
    public EventMap Events { get; init; } = EventMap.Usual;

    /// <summary>How lines of JSON are read as events.</summary>
    public EventReading Reading { get; init; } = EventReading.Default;

    /// <summary>An earlier time is no time, Unix milliseconds.</summary>
    public long EarliestMs { get; init; } = EarliestMsDefault;
}
