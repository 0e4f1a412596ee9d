using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>Requests of a user with a given history and given candidates.</summary>
internal static class Requests
{
    public const long NowMs = 1_768_478_400_000;

    public static readonly ModelArtifact Model = SmallModel.Create(items: 12, candidates: 12);

    /// <summary>Every item, the first row best.</summary>
    public static (int Row, float Score)[] Falling() => [.. Enumerable.Range(0, 12).Select(row => (row, 10f - row))];

    public static RecommendationRequest Make(
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

        var request = new ShardModel(new LoadedModel(Model, new ScoredElsewhere()), 50).Requests.Rent();
        request.Fill(user, new RequestContext(0, asOfMs, NowMs, focus, trending ?? []) { CountryTrending = countryTrending ?? [] });
        foreach (var (row, score) in scores)
        {
            request.Features.CandidateRows[request.Features.CandidateCount] = row;
            request.Features.CandidateScores[request.Features.CandidateCount++] = score;
        }

        return request;
    }
}
