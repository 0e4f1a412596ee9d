using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Search;

/// <summary>The list of a search that two arms of an experiment made together, before rules of the shop.</summary>
/// <param name="Items">The best first; each as the arm found it that it belongs to.</param>
/// <param name="Teams">The arm of each item, by id; an item with which both lists begin has none.</param>
internal sealed record SearchDraft(IReadOnlyList<FoundItem> Items, IReadOnlyDictionary<string, Team> Teams)
{
    /// <summary>Draws one list of two.</summary>
    /// <param name="first">What the first arm finds.</param>
    /// <param name="second">What the second arm finds.</param>
    /// <param name="count">Items at most.</param>
    /// <param name="salt">The experiment's salt.</param>
    /// <param name="searchId">Names the search: with the salt it tosses the coins, so that whoever has both finds the same list.</param>
    public static SearchDraft Of(
        IReadOnlyList<FoundItem> first, IReadOnlyList<FoundItem> second, int count, ReadOnlySpan<byte> salt, string searchId)
    {
        var numbers = new Dictionary<string, int>(first.Count + second.Count, StringComparer.Ordinal);
        var found = new List<FoundItem>(first.Count + second.Count);
        var (ofFirst, ofSecond) = (Number(first, numbers, found), Number(second, numbers, found));
        var drawn = TeamDraft.Draft(ofFirst, ofSecond, count, (byte[])[.. salt, .. Encoding.UTF8.GetBytes(searchId)]);
        var bySecond = second.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        var (items, teams) = (new FoundItem[drawn.Count], new Dictionary<string, Team>(drawn.Count, StringComparer.Ordinal));
        for (var i = 0; i < items.Length; i++)
        {
            var item = found[drawn[i].Item];
            items[i] = drawn[i].Team == Team.Second ? bySecond[item.ItemId] : item;
            teams.Add(item.ItemId, drawn[i].Team);
        }

        return new SearchDraft(items, teams);
    }

    /// <summary>What stands behind the search's id: whose item each of the page is. Items that a rule pinned are nobody's.</summary>
    /// <param name="shown">The list under the rules.</param>
    /// <param name="start">Items before the page.</param>
    /// <param name="size">Items of the page; of more than <see cref="ShownList.ItemsMax"/> the first are said.</param>
    /// <param name="experiments">Experiments that the answer is part of.</param>
    public string CodeOf(SearchAnswer shown, int start, int size, int experiments)
    {
        var teams = new List<(uint Item, Team Team)>();
        for (var i = start; i < Math.Min(start + Math.Min(size, ShownList.ItemsMax), shown.Items.Count); i++)
        {
            var id = shown.Items[i].ItemId;
            if (Teams.GetValueOrDefault(id) is not Team.None and var team && shown.Marks.GetValueOrDefault(id)?.Label is null)
            {
                teams.Add((ShownList.HashOfItem(id), team));
            }
        }

        return AnswerCode.Write(new bool?[experiments], teams);
    }

    private static int[] Number(IReadOnlyList<FoundItem> list, Dictionary<string, int> numbers, List<FoundItem> found)
    {
        var all = new int[list.Count];
        for (var i = 0; i < all.Length; i++)
        {
            if (!numbers.TryGetValue(list[i].ItemId, out all[i]))
            {
                all[i] = found.Count;
                numbers.Add(list[i].ItemId, all[i]);
                found.Add(list[i]);
            }
        }

        return all;
    }
}
