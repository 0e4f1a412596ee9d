namespace StreamReco.Benchmarks.Path;

/// <summary>One timed round.</summary>
/// <param name="Clicks">Clicks committed between the two marks.</param>
/// <param name="Seconds">Wall-clock time between them.</param>
/// <param name="Cpu">CPU time of the process between them.</param>
/// <param name="Allocated">Managed bytes allocated between them.</param>
/// <param name="Collections">Garbage collections between them.</param>
internal sealed record Timing(long Clicks, double Seconds, TimeSpan Cpu, long Allocated, int Collections)
{
    /// <summary>CPU time of the broker's processes between the marks; null where they are not known.</summary>
    public TimeSpan? BrokerCpu { get; init; }

    /// <summary>Answers of all clicks, those of the warm-up included; null of a program that answers nothing.</summary>
    public long? Answers { get; init; }

    public double ClicksPerSecond => Clicks / Seconds;

    public double CpuMicrosecondsPerClick => Cpu.TotalMicroseconds / Clicks;

    public double AllocatedPerClick => (double)Allocated / Clicks;
}
