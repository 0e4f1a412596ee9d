namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Which rejected records are listed, by what became of them.</summary>
internal static class RejectedStatus
{
    /// <summary>Those that were not sent again.</summary>
    public const string Open = "open";

    /// <summary>Those that were: by <c>rejected repair</c>, <c>rejected replay</c> or <c>bots release</c>.</summary>
    public const string Repaired = "repaired";

    /// <summary>Both.</summary>
    public const string Any = "all";

    public static readonly string[] All = [Open, Repaired, Any];
}
