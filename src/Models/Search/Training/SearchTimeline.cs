using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Training;

/// <summary>One event of who searched.</summary>
/// <param name="Search">What it says of a search; null for a click that names none.</param>
/// <param name="Click">A click on an item; without an item where <paramref name="Search"/> is not null.</param>
/// <param name="IsCounted">Whether the click belongs to the newest search that showed its item: those that name a search are counted with it.</param>
internal readonly record struct SearchStep(HistoricSearch? Search, HistoricClick Click, bool IsCounted);

/// <summary>The events of those who searched, by rising time; of one moment what was shown comes first.</summary>
internal static class SearchTimeline
{
    /// <summary>The events.</summary>
    public static IEnumerable<SearchStep> Of(ClickDataset data)
    {
        var users = data.Searches.Select(search => search.UserId).ToHashSet(StringComparer.Ordinal);
        var named = data.Searches.Where(search => !search.IsList)
            .SelectMany(search => search.Items.Select(item => (search.UserId, search.TimeMs, search.Type, item.ItemId))).ToHashSet();
        var next = 0;
        foreach (var click in data.Clicks)
        {
            if (click.ItemId.Length == 0 || !EventTypes.IsInteraction(click.Type) || !users.Contains(click.UserId))
            {
                continue;
            }

            for (; next < data.Searches.Count && data.Searches[next].TimeMs <= click.TimeMs; next++)
            {
                yield return new SearchStep(data.Searches[next], default, IsCounted: false);
            }

            yield return new SearchStep(null, click, !named.Contains((click.UserId, click.TimeMs, click.Type, click.ItemId)));
        }

        for (; next < data.Searches.Count; next++)
        {
            yield return new SearchStep(data.Searches[next], default, IsCounted: false);
        }
    }

    /// <summary>Counts an event as a shard's fold does.</summary>
    public static void Apply(QueryCounts counts, in SearchStep step)
    {
        if (step.Search is { IsList: true } list)
        {
            ShownItem[] shown = [.. list.Items.Select(item => new ShownItem(item.ItemId, item.Position))];
            if (list.Query.Length == 0)
            {
                counts.Show(list.UserId, list.SearchId, shown);
            }
            else
            {
                counts.Apply(list.UserId, list.Query, list.SearchId, list.TimeMs, shown, SearchRecord.ResultsUnknown);
            }
        }
        else if (step.Search is { } done)
        {
            foreach (var item in SearchActions.Of(done.Type) is null ? [] : done.Items)
            {
                counts.Apply(done.UserId, item.ItemId, done.SearchId, done.TimeMs, SearchActions.Of(done.Type)!.Value, item.Position);
            }
        }
        else if (step.IsCounted && SearchActions.Of(step.Click.Type) is { } action && counts.Has(step.Click.UserId))
        {
            counts.Apply(step.Click.UserId, step.Click.ItemId, "", step.Click.TimeMs, action);
        }
    }
}
