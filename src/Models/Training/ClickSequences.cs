using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training;

/// <summary>The interactions of a data set as rows of item numbers: one row a user, in event-time order.</summary>
internal sealed class ClickSequences
{
    private ClickSequences(string[] itemIds, long[] counts, List<(int Item, float Weight)>[] users, long interactions)
    {
        ItemIds = itemIds;
        Counts = counts;
        Users = users;
        Interactions = interactions;
    }

    /// <summary>The vocabulary, most frequent first, ties by ordinal id: no matter how the file is ordered.</summary>
    public IReadOnlyList<string> ItemIds { get; }

    /// <summary>Interactions by item.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>Each user's interactions, oldest first; users in the order of their first one.</summary>
    public IReadOnlyList<IReadOnlyList<(int Item, float Weight)>> Users { get; }

    public long Interactions { get; }

    /// <summary>
    /// Reads the interactions of <paramref name="data"/>; other events and events without an item do not count.
    /// </summary>
    /// <exception cref="ArgumentException">There is no interaction at all.</exception>
    public static ClickSequences Of(ClickDataset data)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var click in data.Clicks)
        {
            if (IsUsed(click))
            {
                counts[click.ItemId] = counts.GetValueOrDefault(click.ItemId) + 1;
            }
        }

        if (counts.Count == 0)
        {
            throw new ArgumentException(
                "The data have no interaction with an item: there is nothing to train on.", nameof(data));
        }

        string[] ids =
        [
            .. counts
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Key),
        ];
        return new ClickSequences(ids, [.. ids.Select(id => counts[id])], ByUser(data, ids), counts.Values.Sum());
    }

    /// <summary>The same over a vocabulary that is there already and has every item of the data.</summary>
    public static ClickSequences Of(ClickDataset data, IReadOnlyList<string> itemIds)
    {
        var own = Of(data);
        var counts = own.ItemIds.Zip(own.Counts).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        string[] ids = [.. itemIds];
        return new ClickSequences(
            ids, [.. ids.Select(id => counts.GetValueOrDefault(id))], ByUser(data, ids), own.Interactions);
    }

    /// <summary>The sessions of a log as users.</summary>
    /// <param name="log">The log.</param>
    /// <param name="itemIds">Its vocabulary.</param>
    public static ClickSequences Of(SessionLog log, IReadOnlyList<string> itemIds)
    {
        var counts = new long[log.Items];
        var users = new List<(int Item, float Weight)>[log.Sessions];
        for (var session = 0; session < users.Length; session++)
        {
            var rows = log.RowsOf(session);
            var types = log.TypesOf(session);
            var user = users[session] = new List<(int, float)>(rows.Length);
            for (var place = 0; place < rows.Length; place++)
            {
                counts[rows[place]]++;
                user.Add((rows[place], EventTypes.WeightOf(types[place])));
            }
        }

        return new ClickSequences([.. itemIds], counts, users, log.Clicks);
    }

    /// <summary>Share of the interactions with a predecessor that repeat its item.</summary>
    public double ImmediateRepeats()
    {
        var (repeats, pairs) = (0L, 0L);
        foreach (var user in Users)
        {
            for (var place = 1; place < user.Count; place++)
            {
                repeats += user[place].Item == user[place - 1].Item ? 1 : 0;
                pairs++;
            }
        }

        return pairs == 0 ? 0 : (double)repeats / pairs;
    }

    /// <summary>Users×items: the summed weights of each pair.</summary>
    public SparseMatrix UserItems()
    {
        var builder = new SparseMatrixBuilder(ItemIds.Count);
        foreach (var user in Users)
        {
            foreach (var (item, weight) in user)
            {
                builder.Add(item, weight);
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    private static bool IsUsed(in HistoricClick click) =>
        click.ItemId.Length > 0 && EventTypes.IsInteraction(click.Type);

    private static List<(int Item, float Weight)>[] ByUser(ClickDataset data, string[] ids)
    {
        var rows = ids.Select((id, row) => KeyValuePair.Create(id, row)).ToDictionary(StringComparer.Ordinal);
        var users = new Dictionary<string, List<(int, float)>>(StringComparer.Ordinal);
        var ordered = new List<List<(int, float)>>();
        foreach (var click in data.Clicks)
        {
            if (!IsUsed(click))
            {
                continue;
            }

            if (!users.TryGetValue(click.UserId, out var user))
            {
                users[click.UserId] = user = [];
                ordered.Add(user);
            }

            user.Add((rows[click.ItemId], EventTypes.WeightOf(click.Type)));
        }

        return [.. ordered];
    }
}
