using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>The kinds of control records in words, in the order in which they are reported.</summary>
internal static class ControlNames
{
    /// <summary>Each kind with what "N ..." calls it; every kind but the click.</summary>
    public static IReadOnlyList<(LogRecordKind Kind, string Words)> All { get; } =
    [
        (LogRecordKind.Punctuation, "punctuations"),
        (LogRecordKind.Erasure, "erasures"),
        (LogRecordKind.ModelChange, "changes of model"),
        (LogRecordKind.Experiment, "of experiments"),
        (LogRecordKind.QualityRules, "of quality rules"),
        (LogRecordKind.Consent, "of the consent policy"),
        (LogRecordKind.Segments, "of segments"),
        (LogRecordKind.BotPolicy, "of the bot policy"),
        (LogRecordKind.BotDecision, "decisions on bots"),
        (LogRecordKind.IdentityPolicy, "of the identity policy"),
        (LogRecordKind.Link, "links of ids"),
        (LogRecordKind.Merge, "merged histories"),
        (LogRecordKind.Forwarded, "forwarded clicks"),
    ];
}
