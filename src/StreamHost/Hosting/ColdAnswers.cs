using StreamReco.Models.Scoring;
using StreamReco.Models.Users;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Hosting;

/// <summary>Answers for users whose shard cannot be asked: what is popular.</summary>
internal sealed class ColdAnswers(ShardParts parts)
{
    private readonly TicketAnswers _answers = new(parts);
    private readonly FeatureBuilder _features = new(parts.Model.Manifest.Features, parts.Model.Items);

    /// <param name="userId">The user.</param>
    /// <param name="why">Why the shard cannot be asked.</param>
    public DirectAnswer Make(string userId, string why)
    {
        var ticket = parts.Tickets.Rent();
        var nowMs = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        ticket.Fill(
            new UserState(userId, parts.Options.UserState), _features, new AnswerContext(0, nowMs, nowMs, null, []));
        var answer = _answers.Make(ticket, isKnown: false);
        parts.Tickets.Return([ticket]);
        return answer with { Fallback = [why, .. answer.Fallback.Skip(1)] };
    }
}
