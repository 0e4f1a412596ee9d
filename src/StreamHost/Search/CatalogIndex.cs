using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;
using StreamReco.Stages.Catalog;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// Keeps a search index of the catalog table. The index has one writer, the loop of this class; the table's follower is not
/// held up by it. A change of the table, or of the encoder, is found once <see cref="Update"/> has run after it.
/// </summary>
/// <param name="catalog">The table.</param>
/// <param name="encoder">Content vectors of the model in use; null, or what returns null, for none.</param>
internal sealed class CatalogIndex(ICatalog catalog, Func<ContentEncoder?>? encoder = null)
{
    private readonly SearchIndex _index = new();
    private readonly Dictionary<string, CatalogItem> _indexed = new(StringComparer.Ordinal);
    private readonly List<string> _changed = [];
    private long _version = -1;
    private volatile bool _isBuilt;

    /// <summary>The index.</summary>
    public SearchIndex Index => _index;

    /// <summary>Whether the table's first state is in the index; false only at the start of a node.</summary>
    public bool IsBuilt => _isBuilt;

    /// <summary>Brings the index up to the table and to the model in use. One caller at a time.</summary>
    /// <returns>Whether something changed.</returns>
    public bool Update()
    {
        var now = encoder?.Invoke();
        var isChanged = Follow() || !ReferenceEquals(now, _index.Current.Encoder);
        if (isChanged)
        {
            _index.Use(now);
            _isBuilt = true;
        }

        return isChanged;
    }

    /// <summary>Updates until stopped.</summary>
    /// <param name="every">Time between two looks at the table.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the loop.</param>
    public async Task RunAsync(TimeSpan every, TimeProvider time, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every, time);
        do
        {
            Update();
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>Notes what the table has changed.</summary>
    /// <returns>Whether it changed.</returns>
    private bool Follow()
    {
        var version = catalog.Version;
        if (version == _version)
        {
            return false;
        }

        if (_version >= 0 && catalog.TryReadChanges(_version, version, _changed))
        {
            _changed.ForEach(Take);
        }
        else
        {
            Compare();
        }

        _version = version;
        return true;
    }

    private void Take(string itemId)
    {
        var item = catalog.Find(itemId);
        if (item is null)
        {
            _indexed.Remove(itemId);
            _index.Delete(itemId);
        }
        else if (!ReferenceEquals(_indexed.GetValueOrDefault(itemId), item))
        {
            _indexed[itemId] = item;
            _index.Upsert(item);
        }
    }

    /// <summary>Too many changes to know each: every item is looked at.</summary>
    private void Compare()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in catalog.Items)
        {
            found.Add(item.ItemId);
            Take(item.ItemId);
        }

        foreach (var gone in _indexed.Keys.Where(id => !found.Contains(id)).ToArray())
        {
            Take(gone);
        }
    }
}
