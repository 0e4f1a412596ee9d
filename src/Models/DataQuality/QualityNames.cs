using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>How checks, actions, levels and event types are written in rules, alerts and figures.</summary>
public static class QualityNames
{
    private static readonly string[] _checks =
    [
        "complete", "range", "pattern", "oneOf", "unique", "timely", "valid", "clock", "newValues", "cardinality", "psi", "ks", "silent",
        "consistent", "traffic",
    ];

    private static readonly string[] _actions = ["count", "flag", "quarantine", "reject"];

    private static readonly string[] _levels = ["ok", "warn", "fail", "unknown"];

    private static readonly string[] _types =
        [.. Enum.GetValues<EventType>().Where(type => type != EventType.None).Select(EventTypes.NameOf)];

    public static IReadOnlyList<string> Checks => _checks;

    public static IReadOnlyList<string> Actions => _actions;

    /// <summary>Names of event types, in the order of their numbers from 1.</summary>
    public static IReadOnlyList<string> Types => _types;

    public static string NameOf(QualityCheck check) => _checks[(int)check];

    public static string NameOf(QualityAction action) => _actions[(int)action];

    public static string NameOf(QualityLevel level) => _levels[(int)level];
}
