using System.Buffers.Binary;
using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Makes the list of an answer by the user's arm; where the lists of other arms are made too, draws both together by team draft, or says
/// whether they differ. Not thread-safe.
/// </summary>
/// <param name="rerankOf">The re-ranking of a model.</param>
public sealed class AnswerLists(Func<ShardModel, RerankStages> rerankOf)
{
    /// <param name="request">Scored, and those beside it too.</param>
    /// <param name="items">Items of the answer.</param>
    /// <param name="category">The one category whose items may be in it; null for all.</param>
    public AnswerList Make(RecommendationRequest request, int items, string? category = null)
    {
        // The user's own list last: a list and a trace are valid until the next one.
        RankedItem[][] others = request.Others.Count == 0 ? [] : ListsOf(request.Others, items, category);
        var rerank = rerankOf(request.Model).Of(request);
        if (request.Arms.Settings?.Explore is { } explore && others.Length == 0)
        {
            var ranked = rerank.Rank(request, Math.Max(items, explore.To), category);
            var (list, isTried) = ExploredSlot.Of(ranked, items, explore, request);
            return isTried && explore.Learns()
                ? new AnswerList(list, rerank.Trace, new bool?[request.Arms.Arms.Count], []) { TriedPlace = explore.Slot - 1 }
                : new AnswerList(list, rerank.Trace, [], []);
        }

        var own = rerank.Rank(request, items, category);
        return others.Length == 0 ? new AnswerList(own, rerank.Trace, [], []) : Put(request, own, rerank.Trace, others, items);
    }

    private RankedItem[][] ListsOf(List<RecommendationRequest> others, int items, string? category)
    {
        var lists = new RankedItem[others.Count][];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = [.. rerankOf(others[i].Model).Of(others[i]).Rank(others[i], items, category)];
        }

        return lists;
    }

    private static AnswerList Put(
        RecommendationRequest request, IReadOnlyList<RankedItem> own, RuleTrace trace, RankedItem[][] others, int items)
    {
        var differs = new bool?[request.Arms.Arms.Count];
        (List<RankedItem> Items, List<Team> Teams)? together = null;
        for (var i = 0; i < others.Length; i++)
        {
            var place = request.Arms.Others[i].Experiment;
            var arms = request.Arms.Arms[place].Others!;
            if (arms.AreInterleaved)
            {
                var seed = SeedOf(arms.Salt.Span, request);
                together = arms.Place == 0 ? Draft(own, others[i], own, items, seed) : Draft(others[i], own, own, items, seed);
            }
            else
            {
                differs[place] = differs[place] == true || !IsSame(own, others[i]);
            }
        }

        return new AnswerList(together?.Items ?? own, trace, differs, together?.Teams ?? []);
    }

    /// <summary>Pinned items keep their slots, and belong to no team; the other places are drawn.</summary>
    private static (List<RankedItem> Items, List<Team> Teams) Draft(
        IReadOnlyList<RankedItem> first, IReadOnlyList<RankedItem> second, IReadOnlyList<RankedItem> own, int items, ReadOnlySpan<byte> seed)
    {
        var pinned = own.Select((item, place) => (Item: item, Place: place)).Where(one => one.Item.Kind == ReasonKind.Pinned).ToArray();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (ofFirst, ofSecond) = (Free(first, numbers), Free(second, numbers));
        var drawn = TeamDraft.Draft(
            [.. ofFirst.Select(item => numbers[item.ItemId])], [.. ofSecond.Select(item => numbers[item.ItemId])], items - pinned.Length, seed);
        var (list, teams) = (new List<RankedItem>(items), new List<Team>(items));
        foreach (var (number, team) in drawn)
        {
            list.Add((team == Team.Second ? ofSecond : ofFirst).First(item => numbers[item.ItemId] == number));
            teams.Add(team);
        }

        foreach (var (item, place) in pinned)
        {
            list.Insert(Math.Min(place, list.Count), item);
            teams.Insert(Math.Min(place, teams.Count), Team.None);
        }

        return (list, teams);
    }

    /// <summary>The items that are not pinned, each with a number.</summary>
    private static RankedItem[] Free(IReadOnlyList<RankedItem> list, Dictionary<string, int> numbers)
    {
        RankedItem[] free = [.. list.Where(item => item.Kind != ReasonKind.Pinned)];
        foreach (var item in free)
        {
            numbers.TryAdd(item.ItemId, numbers.Count);
        }

        return free;
    }

    private static bool IsSame(IReadOnlyList<RankedItem> own, RankedItem[] other)
    {
        var isSame = own.Count == other.Length;
        for (var i = 0; isSame && i < other.Length; i++)
        {
            isSame = own[i].ItemId == other[i].ItemId;
        }

        return isSame;
    }

    /// <summary>What names the answer, behind the experiment's salt: a replay tosses the same coins.</summary>
    private static byte[] SeedOf(ReadOnlySpan<byte> salt, RecommendationRequest request)
    {
        var seed = new byte[salt.Length + sizeof(long) + Encoding.UTF8.GetByteCount(request.UserId)];
        salt.CopyTo(seed);
        BinaryPrimitives.WriteInt64LittleEndian(seed.AsSpan(salt.Length), request.Offset);
        Encoding.UTF8.GetBytes(request.UserId, seed.AsSpan(salt.Length + sizeof(long)));
        return seed;
    }
}

/// <summary>The list of an answer.</summary>
/// <param name="Items">Best first; valid until the next list.</param>
/// <param name="Trace">What the rules did to the list of the user's arm; valid until then too.</param>
/// <param name="Differs">By experiment of the answer: whether another arm's list differs; null where none was made. Empty for none.</param>
/// <param name="Teams">Whose item each is, in a list of two arms; empty for a list of one.</param>
public readonly record struct AnswerList(
    IReadOnlyList<RankedItem> Items, RuleTrace Trace, IReadOnlyList<bool?> Differs, IReadOnlyList<Team> Teams)
{
    /// <summary>The place of an item that the list tries by what was clicked before; null for none.</summary>
    public int? TriedPlace { get; init; }

    /// <summary>What stands behind the answer's id.</summary>
    /// <param name="from">Place of the first item that the answer has.</param>
    /// <param name="count">How many it has; of more than <see cref="ShownList.ItemsMax"/> the first are said, so that the id stays short.</param>
    public string CodeOf(int from, int count)
    {
        if (Differs.Count == 0)
        {
            return "";
        }

        var teams = new List<(uint Item, Team Team)>();
        for (var i = from; i < Math.Min(from + Math.Min(count, ShownList.ItemsMax), Teams.Count); i++)
        {
            if (Teams[i] != Team.None)
            {
                teams.Add((ShownList.HashOfItem(Items[i].ItemId), Teams[i]));
            }
        }

        return AnswerCode.Write(
            [.. Differs], teams, TriedPlace is { } place && place >= from && place < from + count ? ShownList.HashOfItem(Items[place].ItemId) : null);
    }
}
