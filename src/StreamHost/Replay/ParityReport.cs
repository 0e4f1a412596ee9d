namespace StreamReco.StreamHost.Replay;

/// <summary>How a replay compares with what live emitted, as <c>replay verify --report</c> writes it.</summary>
internal sealed record ParityReport
{
    public required string Live { get; init; }

    public required string Replayed { get; init; }

    /// <summary>The replay whose span was compared; null when the topics were compared whole.</summary>
    public required string? Replay { get; init; }

    /// <summary>Whether the replay holds exactly what live emitted.</summary>
    public bool IsFull => Different + Missing + Extra + RepeatedReplayed + Unreadable == 0;

    /// <summary>Answers that are the same but for <c>emitted_at</c>.</summary>
    public required long Equal { get; init; }

    /// <summary>Answers of the same id that are not the same.</summary>
    public long Different => DifferentBy.Values.Sum();

    /// <summary>Those by what differs first.</summary>
    public required IReadOnlyDictionary<string, long> DifferentBy { get; init; }

    /// <summary>Answers that only live has.</summary>
    public required long Missing { get; init; }

    /// <summary>Answers that only the replay has.</summary>
    public required long Extra { get; init; }

    /// <summary>Live answers outside the span or the users of the replay; not compared.</summary>
    public required long Outside { get; init; }

    /// <summary>Live answers of users who were erased later; not compared.</summary>
    public required long Void { get; init; }

    /// <summary>Records of the live topic whose id stood there before; only the first was compared.</summary>
    public required long RepeatedLive { get; init; }

    /// <summary>Records of the replayed topic whose id stood there before.</summary>
    public required long RepeatedReplayed { get; init; }

    /// <summary>Records of either topic that are no answers.</summary>
    public required long Unreadable { get; init; }

    /// <summary>The first of each kind, in words.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}
