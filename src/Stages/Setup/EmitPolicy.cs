namespace StreamReco.Stages.Setup;

/// <summary>What a run lets out, and under which time. State and counters do not depend on it.</summary>
public sealed record EmitPolicy
{
    /// <summary>Everything, under the clock of the process.</summary>
    public static EmitPolicy Live { get; } = new();

    /// <summary>The users whose answers are let out; null lets out those of all.</summary>
    public IReadOnlySet<string>? Users { get; init; }

    /// <summary>Whether rejected records are let out.</summary>
    public bool Rejected { get; init; } = true;

    /// <summary>Whether records into the log itself are let out: in a replay they stand there already.</summary>
    public bool Log { get; init; } = true;

    /// <summary>
    /// Whether <c>emitted_at</c> and <c>rejected_at</c> are Kafka's timestamp of the record that led to them instead of
    /// the clock's time: two replays of a span then write equal bytes.
    /// </summary>
    public bool TimeFromLog { get; init; }

    public bool Emits(string userId) => Users is null || Users.Contains(userId);

    /// <summary>The moment of emission.</summary>
    /// <param name="loggedMs">Kafka's timestamp of the record that led to it, Unix milliseconds.</param>
    /// <param name="clock">The clock of the process.</param>
    public DateTime MomentOf(long loggedMs, TimeProvider clock) =>
        (TimeFromLog ? DateTimeOffset.FromUnixTimeMilliseconds(loggedMs) : clock.GetUtcNow()).UtcDateTime;
}
