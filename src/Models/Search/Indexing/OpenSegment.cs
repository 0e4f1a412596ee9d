using StreamReco.Models.Content;
using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Indexing;

/// <summary>A segment as the writer holds it: documents are deleted from it one by one. Under the writer's lock.</summary>
internal sealed class OpenSegment(Segment segment)
{
    private Segment _segment = segment;
    private SegmentState _state = SegmentState.Of(segment);
    private bool _isShared = true;

    /// <summary>Documents that are not deleted.</summary>
    public int Live { get; private set; } = segment.Rows;

    /// <summary>Whether a merge reads it.</summary>
    public bool IsMerging { get; set; }

    /// <summary>The documents that are not deleted.</summary>
    public IEnumerable<CatalogItem> LiveItems() => _segment.Items.Where((_, row) => !_state.IsDead(row));

    /// <summary>What readers may see from now on; later deletions change a copy.</summary>
    public SegmentState State()
    {
        _isShared = true;
        return _state = _state with { Live = Live };
    }

    /// <summary>Encodes the content of the documents anew; readers of the old vectors keep them.</summary>
    public void Encode(ContentEncoder? encoder)
    {
        _segment = _segment.EncodedBy(encoder);
        _state = _state with { Segment = _segment };
    }

    /// <summary>Deletes a document and takes its terms out of the document frequencies.</summary>
    public void Bury(int row, DocumentTexts texts)
    {
        Own();
        _state.Dead[row >> 6] |= 1UL << row;
        Live--;
        texts.Read(_segment.Items[row]);
        var seen = new HashSet<int>();
        for (var field = 0; field < SearchSettings.Fields; field++)
        {
            var text = texts[(SearchField)field];
            for (var i = 0; i < text.Terms.Count; i++)
            {
                var term = _segment.Terms.Find(text.TextOf(i));
                if (seen.Add(term))
                {
                    _state.LiveFrequencies[term]--;
                }
            }
        }
    }

    private void Own()
    {
        if (_isShared)
        {
            _state = _state with
            {
                Dead = _state.Dead.Length > 0 ? [.. _state.Dead] : new ulong[(_segment.Rows + 63) / 64],
                LiveFrequencies = [.. _state.LiveFrequencies],
            };
            _isShared = false;
        }
    }
}
