namespace StreamReco.Models.Lake;

/// <summary>What spans of a lake are of: each stream has its own offsets and its own log.</summary>
public enum LakeStream
{
    /// <summary>The clicks with their verdicts.</summary>
    Clicks,

    /// <summary>The answers.</summary>
    Answers,

    /// <summary>What became of the answers: its offsets are steps of the labelling.</summary>
    Outcomes,
}

/// <summary>The tables of a lake.</summary>
public static class LakeTables
{
    public static IReadOnlyList<string> All { get; } = [EventRows.Name, RejectedRows.Name, AnswerRows.Name, OutcomeRows.Name];

    /// <summary>The tables that a stream's commits fill.</summary>
    public static IReadOnlyList<string> Of(LakeStream stream) => stream switch
    {
        LakeStream.Clicks => [EventRows.Name, RejectedRows.Name],
        LakeStream.Answers => [AnswerRows.Name],
        _ => [OutcomeRows.Name],
    };

    /// <summary>The word for a stream, which names its logs too.</summary>
    public static string NameOf(LakeStream stream) => stream switch
    {
        LakeStream.Clicks => "clicks",
        LakeStream.Answers => AnswerRows.Name,
        _ => OutcomeRows.Name,
    };

    /// <summary>Empty rows of a table.</summary>
    /// <exception cref="LakeException">This release knows no such table.</exception>
    public static ILakeRows RowsOf(string table) => table switch
    {
        EventRows.Name => new EventRows(),
        RejectedRows.Name => new RejectedRows(),
        AnswerRows.Name => new AnswerRows(),
        OutcomeRows.Name => new OutcomeRows(),
        _ => throw new LakeException($"The lake has a table '{table}' that this release does not know."),
    };
}
