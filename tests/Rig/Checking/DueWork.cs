namespace StreamReco.Rig.Checking;

/// <summary>What must come of a clicks topic, to the unit.</summary>
internal sealed class DueWork
{
    /// <summary>Records but ticks.</summary>
    public long Read { get; set; }

    public long Ticks { get; set; }

    public long Applied { get; set; }

    public long Duplicate { get; set; }

    /// <summary>Clicks that wait for the throttle with nothing behind them that releases them.</summary>
    public long Waiting { get; set; }

    /// <summary>The id of each answer that is due.</summary>
    public HashSet<string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Why each rejected record is rejected, and its bytes.</summary>
    public Dictionary<(int Partition, long Offset), (string Reason, byte[] Payload)> Rejected { get; } = [];

    public override string ToString() =>
        $"{Read:N0} read = {Applied:N0} applied + {Duplicate:N0} duplicate + {Rejected.Count:N0} rejected ("
        + string.Join(", ", Rejected.Values.GroupBy(one => one.Reason).OrderBy(group => group.Key)
            .Select(group => $"{group.Count():N0} {group.Key}"))
        + $"), {Answers.Count:N0} answers, {Ticks:N0} ticks";
}
