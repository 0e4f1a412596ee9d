using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Answers;

/// <summary>Tickets of a user with a given history and given candidates.</summary>
internal static class Tickets
{
    public const long NowMs = 1_768_478_400_000;

    public static readonly ModelArtifact Model = SmallModel.Create(items: 12, candidates: 12);

    /// <summary>Every item, the first row best.</summary>
    public static (int Row, float Score)[] Falling() => [.. Enumerable.Range(0, 12).Select(row => (row, 10f - row))];

    public static AnswerTicket Make(
        (string ItemId, long TimeMs)[] history,
        (int Row, float Score)[] scores,
        long asOfMs = NowMs,
        string[]? trending = null,
        string? focus = null,
        string[]? bought = null,
        string[]? countryTrending = null)
    {
        var user = new UserState("u", new UserStateOptions());
        foreach (var (itemId, timeMs) in history)
        {
            var click = new ClickEvent();
            click.SetUserId("u");
            var type = bought?.Contains(itemId) == true ? EventType.Purchase : EventType.ViewItem;
            (click.Type, click.EventTimeMs) = (type, timeMs);
            click.AddItem(new ItemTouch(itemId, null, double.NaN, 1));
            user.Apply(click, Model.Items);
        }

        var ticket = new ShardModel(new LoadedModel(Model, new ScoredElsewhere()), 50).Tickets.Rent();
        ticket.Fill(user, new AnswerContext(0, asOfMs, NowMs, focus, trending ?? []) { CountryTrending = countryTrending ?? [] });
        foreach (var (row, score) in scores)
        {
            ticket.Features.CandidateRows[ticket.Features.CandidateCount] = row;
            ticket.Features.CandidateScores[ticket.Features.CandidateCount++] = score;
        }

        return ticket;
    }
}
