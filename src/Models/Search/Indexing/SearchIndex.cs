using StreamReco.Models.Content;
using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Indexing;

/// <summary>
/// The inverted index of a catalog. One writer changes it (<see cref="Upsert"/>, <see cref="Delete"/>,
/// <see cref="Publish"/>); any number of readers take <see cref="Current"/> without a lock. The same catalog gives the same
/// answers, in whatever order its records came.
/// </summary>
public sealed class SearchIndex
{
    private readonly SearchSettings _settings;
    private readonly SegmentBuilder _builder;
    private readonly DocumentTexts _texts = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CatalogItem?> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SegmentSlot> _slots = new(StringComparer.Ordinal);
    private readonly List<OpenSegment> _segments = [];
    private ContentEncoder? _encoder;
    private IndexView _current;
    private Task _merge = Task.CompletedTask;

    /// <param name="settings">How terms are weighed.</param>
    /// <param name="encoder">Content vectors of documents; null for none.</param>
    public SearchIndex(SearchSettings? settings = null, ContentEncoder? encoder = null)
    {
        _settings = settings ?? new SearchSettings();
        _settings.Validate();
        _encoder = encoder;
        _builder = new SegmentBuilder(_settings);
        _current = new IndexView([], 0, 0, _settings, encoder);
    }

    /// <summary>The newest view that was published.</summary>
    public IndexView Current => Volatile.Read(ref _current);

    /// <summary>Adds or replaces an item; seen by readers after the next <see cref="Publish"/>.</summary>
    public void Upsert(CatalogItem item)
    {
        lock (_lock)
        {
            _pending[item.ItemId] = item;
        }
    }

    /// <summary>Deletes an item; one that is not there is no error.</summary>
    public void Delete(string itemId)
    {
        lock (_lock)
        {
            _pending[itemId] = null;
        }
    }

    /// <summary>
    /// Makes all changes since the last call visible at once. The work grows with the changes and the head, not with the
    /// index; a merge, where one is due, runs on another thread.
    /// </summary>
    /// <returns>The new view; the current one where nothing changed.</returns>
    public IndexView Publish()
    {
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                return _current;
            }

            foreach (var id in _pending.Keys)
            {
                Bury(id);
            }

            AddHead([.. _pending.Values.OfType<CatalogItem>()]);
            _pending.Clear();
            return Swap();
        }
    }

    /// <summary>
    /// Encodes the content of all documents anew, as another model does, and publishes the index with all changes since the
    /// last call. Readers keep the view that they hold, which encodes their queries as its documents are encoded.
    /// </summary>
    /// <param name="encoder">Content vectors of documents from now on; null for none.</param>
    /// <returns>The new view; the current one where nothing changed.</returns>
    public IndexView Use(ContentEncoder? encoder)
    {
        lock (_lock)
        {
            if (ReferenceEquals(encoder, _encoder))
            {
                return Publish();
            }

            _encoder = encoder;
            _segments.ForEach(segment => segment.Encode(encoder));
            return _pending.Count > 0 ? Publish() : Swap();
        }
    }

    /// <summary>Ends when no merge runs: for tests and for programs that measure.</summary>
    public Task MergedAsync()
    {
        lock (_lock)
        {
            return _merge;
        }
    }

    private void Bury(string id)
    {
        if (_slots.Remove(id, out var slot))
        {
            slot.Segment.Bury(slot.Row, _texts);
        }
    }

    /// <summary>A head that is not full is built anew with what came.</summary>
    private void AddHead(List<CatalogItem> items)
    {
        if (_segments.Count > 0 && _segments[^1] is var head && !head.IsMerging
            && head.Live + items.Count <= _settings.HeadDocumentsMax)
        {
            items.AddRange(head.LiveItems());
            _segments.RemoveAt(_segments.Count - 1);
        }

        if (items.Count > 0)
        {
            Insert(_segments.Count, _builder.Build(items, _encoder));
        }
    }

    private void Insert(int at, Segment segment)
    {
        var open = new OpenSegment(segment);
        _segments.Insert(at, open);
        for (var row = 0; row < segment.Rows; row++)
        {
            _slots[segment.Items[row].ItemId] = new SegmentSlot(open, row);
        }
    }

    private IndexView Swap()
    {
        _segments.RemoveAll(segment => segment.Live == 0 && !segment.IsMerging);
        SegmentState[] states = [.. _segments.Select(segment => segment.State())];
        var view = new IndexView(states, states.Sum(state => state.Live), _current.Generation + 1, _settings, _encoder);
        Volatile.Write(ref _current, view);
        if (_segments.Count > _settings.SegmentsMax && _merge.IsCompleted)
        {
            OpenSegment[] chosen = [.. MergePlan.Choose(_segments, _settings.SegmentsMax)];
            foreach (var segment in chosen)
            {
                segment.IsMerging = true;
            }

            // Taken here, under the lock: from now on a deletion changes a copy of what the merge reads.
            SegmentState[] taken = [.. chosen.Select(segment => segment.State())];
            var encoder = _encoder;
            _merge = Task.Run(() => Merge(chosen, taken, encoder));
        }

        return view;
    }

    /// <summary>Merges without the lock, then takes over what was deleted, or encoded anew, meanwhile.</summary>
    private void Merge(OpenSegment[] chosen, SegmentState[] states, ContentEncoder? encoder)
    {
        Segment merged;
        try
        {
            merged = SegmentMerger.Merge(states);
        }
        catch
        {
            lock (_lock)
            {
                Array.ForEach(chosen, segment => segment.IsMerging = false);
            }

            throw; // the next publication tries again; the segments stay as they are
        }

        lock (_lock)
        {
            var at = _segments.IndexOf(chosen[0]);
            _segments.RemoveAll(chosen.Contains);
            var live = new HashSet<string>(chosen.SelectMany(segment => segment.LiveItems()).Select(item => item.ItemId), StringComparer.Ordinal);
            var open = new OpenSegment(merged);
            if (!ReferenceEquals(encoder, _encoder))
            {
                open.Encode(_encoder);
            }

            _segments.Insert(at, open);
            for (var row = 0; row < merged.Rows; row++)
            {
                if (live.Contains(merged.Items[row].ItemId))
                {
                    _slots[merged.Items[row].ItemId] = new SegmentSlot(open, row);
                }
                else
                {
                    open.Bury(row, _texts);
                }
            }

            _merge = Task.CompletedTask;
            Swap();
        }
    }

    /// <summary>Where a live document stands.</summary>
    private readonly record struct SegmentSlot(OpenSegment Segment, int Row);
}
