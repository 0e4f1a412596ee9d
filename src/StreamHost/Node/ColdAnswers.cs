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
internal sealed class ColdAnswers(StreamRecoOptions options, IModelProvider models, ICatalog catalog, TimeProvider time)
{
    private readonly UserStateOptions _users = options.Pipeline.UserState;
    private readonly ShardModel _model = new(models.Base, options.Pipeline.UserState.RecentItemsMax);
    private readonly TicketAnswers _answers = new(new ShardParts(
        new ShardId(options.Kafka.Group, options.Kafka.Clicks, 0), options.Pipeline, models, catalog, time));

    /// <param name="userId">The user.</param>
    /// <param name="why">Why the shard cannot be asked.</param>
    /// <param name="page">Which of the items are wanted.</param>
    public DirectAnswer Make(string userId, string why, AnswerPage page)
    {
        var ticket = _model.Tickets.Rent();
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        ticket.Fill(
            new UserState(userId, _users), new AnswerContext(0, nowMs, nowMs, null, []));
        var answer = _answers.Make(ticket, isKnown: false, page);
        _model.Tickets.Return([ticket]);
        return answer with { Fallback = [why, .. answer.Fallback.Skip(1)] };
    }
}
