using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Batches;

/// <summary>A model as one shard answers with it: requests of its shape, and what fills them.</summary>
public sealed class ShardModel
{
    /// <param name="served">The model.</param>
    /// <param name="recentMax">Items of a user's history.</param>
    public ShardModel(LoadedModel served, int recentMax)
    {
        Served = served;
        Features = new FeatureBuilder(Artifact.Manifest.Features, Artifact.Items);
        Requests = new RequestPool(this, recentMax);
        if (Artifact.Stack is { } stack)
        {
            var layout = stack.Plan.Layout();
            Rankings = new SharedPool<RankRequest>(() => new RankRequest(layout));
        }
    }

    public LoadedModel Served { get; }

    public ModelArtifact Artifact => Served.Artifact;

    public ItemSpace Items => Artifact.Items;

    public FeatureBuilder Features { get; }

    public RequestPool Requests { get; }

    /// <summary>
    /// Candidates with their features, some 30 KB an answer: held from retrieval to ranking alone. Null without a stack.
    /// </summary>
    public SharedPool<RankRequest>? Rankings { get; }
}
