using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Serving;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Store;
using StreamReco.TestKit.Time;

namespace StreamReco.TestKit.Shards;

/// <summary>What a shard's owners are made of and what outlives them. The defaults are the in-memory parts.</summary>
public sealed record ShardSetup
{
    public ShardSetup(ModelArtifact model)
    {
        Model = model;
        Scorer = new FakeScorer(model);
    }

    public ModelArtifact Model { get; }

    public IBatchScorer<ScoreRequest> Scorer { get; init; }

    /// <summary>Models that the log may change to.</summary>
    public IReadOnlyList<ModelArtifact> Others { get; init; } = [];

    public IModelProvider Models => new TestModelProvider(Model, Scorer, Others);

    public ShardId Shard { get; init; } = new("test", "clicks", 0);

    public PipelineOptions Options { get; init; } = new();

    public ICatalog Catalog { get; init; } = new CatalogTable();

    public TimeProvider Time { get; init; } = new ManualTimeProvider();

    public IShardStore Store { get; init; } = new InMemoryShardStore();

    /// <summary>The erasures that a state which begins anew is told; null asks nobody.</summary>
    public IErasureLedger? Erasures { get; init; }

    /// <summary>Takes in whether next clicks were in last answers; null judges nothing.</summary>
    public QualitySums? Quality { get; init; }

    /// <summary>Whether what became of each record is written.</summary>
    public bool WritesVerdicts { get; init; }

    /// <summary>Whether alerts of quality rules are written.</summary>
    public bool WritesAlerts { get; init; }

    /// <summary>The oldest offset that the topic still holds.</summary>
    public long LogStart { get; init; }
}
