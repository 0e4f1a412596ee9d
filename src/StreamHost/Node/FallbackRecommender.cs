using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Setup;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Node;

/// <summary>Answers for users whose shard cannot be asked: what is popular.</summary>
internal sealed class FallbackRecommender(StreamRecoOptions options, ModelRegistry models, ICatalog catalog, TimeProvider time)
{
    private readonly UserStateOptions _users = options.Pipeline.UserState;
    private readonly QueryRecommender _answers = new(new ShardParts(
        new ShardId(options.Kafka.Group, options.Kafka.Clicks, 0), options.Pipeline, models, catalog, time));
    private volatile ShardModel? _model;

    /// <param name="userId">The user.</param>
    /// <param name="why">Why the shard cannot be asked.</param>
    /// <param name="page">Which of the items are wanted.</param>
    public DirectRecommendation Make(string userId, string why, RecommendationPage page)
    {
        var model = Model();
        var request = model.Requests.Rent();
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        request.Fill(
            new UserState(userId, _users), new RequestContext(0, nowMs, nowMs, null, []));
        var answer = _answers.Make(request, isKnown: false, mayPersonalise: true, page);
        model.Requests.Return([request]);
        return answer with { Fallback = [why, .. answer.Fallback.Skip(1)] };
    }

    /// <summary>The model that answers now; made anew after a change of model.</summary>
    private ShardModel Model()
    {
        var current = models.Current;
        return _model is { } model && model.Served == current ? model : _model = new ShardModel(current, _users.RecentItemsMax);
    }
}
