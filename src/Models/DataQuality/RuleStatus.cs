using StreamReco.Models.Binary;

namespace StreamReco.Models.DataQuality;

/// <summary>A rule for one source since the rules came into force.</summary>
internal sealed class RuleStatus
{
    public long Judged { get; set; }

    public long Failed { get; set; }

    public long Late { get; set; }

    public AlertState Alert { get; private init; } = new();

    /// <summary>The end of the last window that could be judged, Unix milliseconds; 0 before it.</summary>
    public long LastToMs { get; set; }

    /// <summary>Its measure, in millionths.</summary>
    public long LastMicro { get; set; }

    /// <summary>What windows usually have; null for rules that do not ask.</summary>
    public TrafficBaseline? Traffic { get; private init; }

    /// <summary>A rule that has seen nothing.</summary>
    public static RuleStatus Of(QualityRule rule) => new() { Traffic = rule.Check == QualityCheck.Traffic ? new TrafficBaseline() : null };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)Judged);
        writer.Unsigned((ulong)Failed);
        writer.Unsigned((ulong)Late);
        Alert.Write(writer);
        writer.Signed(LastToMs);
        writer.Unsigned((ulong)LastMicro);
        Traffic?.Write(writer);
    }

    public static RuleStatus Read(QualityRule rule, ref StateReader reader) => new()
    {
        Judged = (long)reader.Unsigned(),
        Failed = (long)reader.Unsigned(),
        Late = (long)reader.Unsigned(),
        Alert = AlertState.Read(ref reader),
        LastToMs = reader.Signed(),
        LastMicro = (long)reader.Unsigned(),
        Traffic = rule.Check == QualityCheck.Traffic ? TrafficBaseline.Read(ref reader) : null,
    };
}
