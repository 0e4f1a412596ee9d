namespace StreamReco.StreamHost.Replay;

/// <summary>What a replay did, as <c>--report</c> writes it. Counts of records include earlier runs of the same name.</summary>
internal sealed record ReplayReport
{
    public required ReplayPlan Plan { get; init; }

    /// <summary>Whether every partition is committed up to the end of its span.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>Offsets of the span in all, transaction markers among them.</summary>
    public required long Of { get; init; }

    /// <summary>Offsets of the span that are committed.</summary>
    public required long Done { get; init; }

    /// <summary>Records read: always applied + duplicate + rejected + quarantined + passed over.</summary>
    public required long Read { get; init; }

    public required long Applied { get; init; }

    public required long Duplicate { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Events that are known to be no clicks.</summary>
    public required long PassedOver { get; init; }

    /// <summary>Clicks held back as those of programs.</summary>
    public long Quarantined { get; init; }

    /// <summary>Clicks answered, also those of users that were not let out.</summary>
    public required long Answers { get; init; }

    /// <summary>Answers that this run wrote to the output.</summary>
    public required long Emitted { get; init; }

    /// <summary>Clicks that wait for the throttle at the end of the span and are not answered.</summary>
    public required int Waiting { get; init; }

    /// <summary>Wall-clock seconds of this run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Offsets that this run committed a second.</summary>
    public required double PerSecond { get; init; }

    public required string Provider { get; init; }
}
