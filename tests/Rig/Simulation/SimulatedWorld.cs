using StreamReco.Models.Artifacts;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Tests.Cluster;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Time;

namespace StreamReco.Rig.Simulation;

/// <summary>What all nodes share: the broker's partitions, the state database, the network, the clock.</summary>
internal sealed class SimulatedWorld
{
    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    public SimulatedWorld(SeedPlan plan, Random random, Trace trace)
    {
        Plan = plan;
        Trace = trace;
        Network = new Network(plan, random, trace);
        Partitions = [.. Enumerable.Range(0, plan.Partitions)
            .Select(p => new ModelPartition(new ClickSource(p, new Random(random.Next()), plan.Requests == 0, plan.Bug == PlantedBug.None,
                plan.Bug is PlantedBug.None or PlantedBug.BotsNotInSnapshot), plan.Bug, Tell))];
        Visits = plan.HasVisits ? new VisitLoad(Partitions, new Random(unchecked((int)plan.Seed))) : null;
        Visits?.Begin();
        Store = new ModelStore(plan.Bug, Partitions);
        Control = new ControlStore(plan.Bug, Partitions);
    }

    /// <summary>The consumer group of all nodes.</summary>
    public const string Group = "rig";

    public static ModelArtifact Model => _model;

    /// <summary>What the log may change to: another space, of other dimensions and with other items.</summary>
    public static ModelArtifact Other { get; } = SmallTwoStageModel.Of(SmallModel.Create(items: 14, dimensions: 6, seed: 2), seed: 2);

    /// <summary>The models that every node has at hand.</summary>
    public static IModelProvider Models { get; } = new TestModelProvider(_model, new FakeScorer(_model), Other);

    /// <summary>A clock that never moves.</summary>
    public static ManualTimeProvider StoppedClock { get; } = new();

    public SeedPlan Plan { get; }

    public Trace Trace { get; }

    public Network Network { get; }

    public IReadOnlyList<ModelPartition> Partitions { get; }

    /// <summary>Visitors who sign in; null in most seeds.</summary>
    public VisitLoad? Visits { get; }

    public ModelStore Store { get; }

    /// <summary>The cluster's ledger, in the same database.</summary>
    public InMemoryClusterLedger Ledger { get; } = new();

    /// <summary>What the control plane keeps in the same database, and its way into the log.</summary>
    public ControlStore Control { get; }

    /// <summary>Whether the state database is away.</summary>
    public bool IsDatabaseAway
    {
        get => Store.Inner.Unavailable;
        set => Store.Inner.Unavailable = Ledger.IsAway = Control.Ledger.IsAway = Control.Journal.IsAway = value;
    }

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The newest version that the catalog topic holds; each node follows it in its own time.</summary>
    public int CatalogVersion { get; set; }

    private void Tell(OutboundRecord told) => Partitions[VisitLoad.TargetOf(told)].Source.AddTold(told);

    public static ShardId ShardOf(int partition) => new(Group, "clicks", partition);
}
