using System.Text;

namespace StreamReco.Rig.Chaos;

/// <summary>One cycle: a fault, and when the next one begins; they may overlap.</summary>
/// <param name="Fault">What is done.</param>
/// <param name="Target">To which node or broker, from 1.</param>
/// <param name="Hard">The ruder of two ways, where there are two.</param>
/// <param name="LastsMs">How long until it is undone.</param>
/// <param name="NextAfterMs">How long until the next cycle may begin.</param>
/// <param name="Settles">Whether it begins only when everything is undone and each partition has an owner.</param>
internal sealed record ChaosCycle(ChaosFault Fault, int Target, bool Hard, int LastsMs, int NextAfterMs, bool Settles)
{
    public override string ToString()
    {
        var (whom, how) = Fault switch
        {
            ChaosFault.BrokerKilled or ChaosFault.BrokerPaused => ($" {Target}", ""),
            ChaosFault.DatabaseRestarted => ("", Hard ? ", at once" : ", in order"),
            ChaosFault.NodeAdded => (" for a while", Hard ? ", then killed" : ", then drained"),
            _ => ($" {Target}", ""),
        };
        return $"{Fault}{whom}{how}, {LastsMs / 1000.0:F1} s, next after {NextAfterMs / 1000.0:F1} s{(Settles ? " at rest" : "")}";
    }
}

/// <summary>What a seed does in one block: settings of the nodes, and the cycles.</summary>
/// <param name="Seed">Makes the same plan and the same clicks everywhere.</param>
/// <param name="EmitIntervalMs">The throttle of answers; 0 answers each click.</param>
/// <param name="Cycles">The faults in order.</param>
internal sealed record ChaosPlan(
    long Seed, int EmitIntervalMs, IReadOnlyList<ChaosCycle> Cycles)
{
    public const int Nodes = 3;
    public const int Brokers = 3;

    private static readonly (ChaosFault Fault, int Weight)[] _weights =
    [
        (ChaosFault.NodeKilled, 6), (ChaosFault.NodeStopped, 4), (ChaosFault.NodeDrained, 2), (ChaosFault.NodeLeft, 2),
        (ChaosFault.NodeAdded, 3),
        (ChaosFault.BrokerKilled, 3), (ChaosFault.BrokerPaused, 2), (ChaosFault.DatabaseRestarted, 3),
    ];

    public static ChaosPlan Make(long seed, int cycles)
    {
        var random = new Random(unchecked((int)(seed * 7919)));
        var emitIntervalMs = random.Next(2) * 2_000;
        return new ChaosPlan(seed, emitIntervalMs, [.. Enumerable.Range(0, cycles).Select(_ => Cycle(random))]);
    }

    public override string ToString()
    {
        var text = new StringBuilder($"seed {Seed}: {Nodes} nodes, ")
            .Append($"throttle {EmitIntervalMs} ms, {Cycles.Count} cycles");
        for (var i = 0; i < Cycles.Count; i++)
        {
            text.Append($"\n  {i + 1,3}  {Cycles[i]}");
        }

        return text.ToString();
    }

    private static ChaosCycle Cycle(Random random)
    {
        var fault = Draw(random);
        var lastsMs = fault switch
        {
            ChaosFault.NodeKilled => random.Next(3) == 0 ? 0 : random.Next(500, 10_000),
            ChaosFault.NodeStopped => StallMs(random),
            ChaosFault.NodeAdded => random.Next(5_000, 12_000),
            ChaosFault.NodeDrained or ChaosFault.NodeLeft => random.Next(0, 5_000),
            ChaosFault.DatabaseRestarted => random.Next(500, 6_000),
            _ => random.Next(2_000, 10_000),
        };
        var target = random.Next(1, (fault is ChaosFault.BrokerKilled or ChaosFault.BrokerPaused ? Brokers : Nodes) + 1);
        return new ChaosCycle(fault, target, random.Next(2) == 0, lastsMs, random.Next(1_000, 8_000), random.Next(3) == 0);
    }

    /// <summary>Mostly about as long as the failure detector waits, sometimes far beyond: up to a minute.</summary>
    private static int StallMs(Random random) =>
        random.Next(5) == 0 ? random.Next(15_000, 60_000) : random.Next(1_000, 8_000);

    private static ChaosFault Draw(Random random)
    {
        var at = random.Next(_weights.Sum(one => one.Weight));
        foreach (var (fault, weight) in _weights)
        {
            at -= weight;
            if (at < 0)
            {
                return fault;
            }
        }

        throw new InvalidOperationException("The draw lies beyond the weights.");
    }
}
