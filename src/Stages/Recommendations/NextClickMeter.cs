using StreamReco.Models.Artifacts;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Quality;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Online quality of a shard: was the next item that a user touched in the user's last answer, and at which rank? Beside
/// it, the same question to the plain answer, the most popular items: what a model is worth is the difference. Looks at
/// the answers in the order of their clicks, so equal logs give equal numbers whatever the batches are. Belongs to the
/// answer stage of one shard; what it remembers goes with the process.
/// </summary>
/// <param name="sums">Takes the judgements in; shared by the shards of a process.</param>
/// <param name="model">The model that answers.</param>
/// <param name="leavesOutSeen">Whether answers leave the user's history out; then the plain answer does too.</param>
/// <param name="items">Items of an answer, K.</param>
/// <param name="usersMax">Users whose last answer is remembered, about 200 bytes each; 0 judges nothing.</param>
public sealed class NextClickMeter(QualitySums sums, ModelArtifact model, bool leavesOutSeen, int items, int usersMax)
{
    private readonly Dictionary<string, ShownAnswer> _shown = new(StringComparer.Ordinal);
    private Queue<string> _byAge = new();
    private readonly ExcludedItems _leftOut = new(model.Items.Count);
    private readonly ModelQuality _quality = sums.Of(model.Manifest.Name, model.Manifest.Version);

    /// <summary>Judges the user's last answer by the click of this request, and remembers the new one.</summary>
    public void Observe(RecommendationRequest request, IReadOnlyList<RankedItem> answer)
    {
        if (usersMax == 0)
        {
            return;
        }

        if (!_shown.TryGetValue(request.UserId, out var shown))
        {
            shown = Remember(request.UserId);
        }
        else if (request.Recent is [var click, ..] && click.TimeMs == request.AsOfMs)
        {
            _quality.Add(shown.RankOf(click.ItemId), click.Index < 0 ? 0 : shown.PlainRankOf(click.Index));
        }

        shown.Take(answer);
        LeaveOutSeen(request);
        shown.TakePlain(model.PopularRows, _leftOut);
    }

    /// <summary>Forgets an erased user.</summary>
    public void Forget(string userId)
    {
        if (_shown.Remove(userId))
        {
            _byAge = new Queue<string>(_byAge.Where(other => other != userId));
        }
    }

    private void LeaveOutSeen(RecommendationRequest request)
    {
        _leftOut.Clear();
        for (var i = 0; leavesOutSeen && i < request.Recent.Length; i++)
        {
            if (request.Recent[i].Index is >= 0 and var row)
            {
                _leftOut.Add(row, request.Recent[i].ItemId);
            }
        }
    }

    private ShownAnswer Remember(string userId)
    {
        ShownAnswer? forgotten = null;
        while (_shown.Count >= usersMax)
        {
            _shown.Remove(_byAge.Dequeue(), out forgotten);
        }

        var shown = forgotten ?? new ShownAnswer(items);
        _shown.Add(userId, shown);
        _byAge.Enqueue(userId);
        return shown;
    }
}
