using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Setup;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Node;

/// <summary>Answers for users whose shard cannot be asked: what is popular.</summary>
internal sealed class ColdAnswers(ShardParts parts)
{
    private readonly TicketAnswers _answers = new(parts);
    private readonly ShardModel _model = new(parts.Models.Base, parts.Options.UserState.RecentItemsMax);

    /// <param name="userId">The user.</param>
    /// <param name="why">Why the shard cannot be asked.</param>
    /// <param name="page">Which of the items are wanted.</param>
    public DirectAnswer Make(string userId, string why, AnswerPage page)
    {
        var ticket = _model.Tickets.Rent();
        var nowMs = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        ticket.Fill(
            new UserState(userId, parts.Options.UserState), new AnswerContext(0, nowMs, nowMs, null, []));
        var answer = _answers.Make(ticket, isKnown: false, page);
        _model.Tickets.Return([ticket]);
        return answer with { Fallback = [why, .. answer.Fallback.Skip(1)] };
    }
}
