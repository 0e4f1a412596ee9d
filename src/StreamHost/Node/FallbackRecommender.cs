using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Node;

/// <summary>Answers for users whose shard cannot be asked: what is popular.</summary>
internal sealed class FallbackRecommender(StreamRecoOptions options, IModelProvider models, ICatalog catalog, TimeProvider time)
{
    private readonly UserStateOptions _users = options.Pipeline.UserState;
    private readonly ShardModel _model = new(models.Base, options.Pipeline.UserState.RecentItemsMax);
    private readonly QueryRecommender _answers = new(new ShardParts(
        new ShardId(options.Kafka.Group, options.Kafka.Clicks, 0), options.Pipeline, models, catalog, time));

    /// <param name="userId">The user.</param>
    /// <param name="why">Why the shard cannot be asked.</param>
    /// <param name="page">Which of the items are wanted.</param>
    public DirectRecommendation Make(string userId, string why, RecommendationPage page)
    {
        var request = _model.Requests.Rent();
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        request.Fill(
            new UserState(userId, _users), new RequestContext(0, nowMs, nowMs, null, []));
        var answer = _answers.Make(request, isKnown: false, mayPersonalise: true, page);
        _model.Requests.Return([request]);
        return answer with { Fallback = [why, .. answer.Fallback.Skip(1)] };
    }
}
