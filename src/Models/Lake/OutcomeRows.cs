using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>What became of a shown item, by rising weight: an answer's item has the greatest that happened.</summary>
public enum OutcomeLabel : byte
{
    None = 0,
    Click = 1,
    Cart = 2,
    Purchase = 3,
}

/// <summary>Rows of the table <c>outcomes</c>: a row a version of an answer's labels. A later version takes the place of an earlier one.</summary>
public sealed class OutcomeRows : ILakeRows
{
    /// <summary>The table.</summary>
    public const string Name = "outcomes";

    private const int RowBytes = 152;
    private const int ItemBytes = 80;

    private static readonly byte[][] _labels = [.. Enum.GetValues<OutcomeLabel>().Select(label => System.Text.Encoding.UTF8.GetBytes(NameOf(label)))];

    private ByteArena _arena = new();
    private UserIndex _users = new();
    private readonly RowList<OutcomeRow> _rows = new();
    private OutcomeItemRow[] _items = new OutcomeItemRow[4_096];
    private int _itemCount;

    public string Table => Name;

    public int Count => _rows.Count;

    public long Bytes => _arena.Bytes + _users.Bytes + (Count * (long)RowBytes) + (_itemCount * (long)ItemBytes);

    internal OutcomeRow[] Rows => _rows.Rows;

    internal OutcomeItemRow[] Items => _items;

    internal UserIndex Users => _users;

    internal ByteArena Arena => _arena;

    /// <summary>The word of a label in the lake: <c>none</c>, <c>click</c>, <c>cart</c>, <c>purchase</c>.</summary>
    public static string NameOf(OutcomeLabel label) => label switch
    {
        OutcomeLabel.Purchase => "purchase",
        OutcomeLabel.Cart => "cart",
        OutcomeLabel.Click => "click",
        _ => "none",
    };

    /// <inheritdoc/>
    public void Read(ILakeFiles files, string path) => OutcomeTable.Read(files, path, this);

    /// <inheritdoc/>
    public RemovedRows RemoveUser(string user) => _rows.RemoveUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public int CountUser(string user) => _rows.CountUser(_users.NumberOf(user));

    /// <inheritdoc/>
    public void WriteTo(LakeUnit unit, FileFacts facts, byte[] userKey)
    {
        _rows.WriteTo(unit, Name, facts, _users, userKey, (stream, rows) => OutcomeTable.Write(stream, this, rows, facts));
        GC.KeepAlive(_arena);
    }

    public void Clear()
    {
        (_arena, _users) = (new ByteArena(), new UserIndex());
        _rows.Clear();
        _itemCount = 0;
    }

    /// <summary>Adds a version of an answer's labels.</summary>
    /// <param name="answers">The rows that the answer is of.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="partition">The answer's partition.</param>
    /// <param name="version">The version, from 1.</param>
    /// <param name="seenToMs">Greatest event time that was looked at, Unix milliseconds.</param>
    /// <param name="horizonMs">How long after the answer an event counts.</param>
    /// <param name="outcomes">What became of each item, in the order of the answer.</param>
    internal void Add(
        AnswerRows answers, in AnswerRow answer, int partition, int version, long seenToMs, long horizonMs, ReadOnlySpan<ItemOutcome> outcomes)
    {
        var row = new OutcomeRow
        {
            User = _users.NumberOf(ByteArena.SpanOf(answers.Users[answer.User])),
            Id = _arena.Copy(answer.Id),
            Model = _arena.Copy(answer.Model),
            ModelVersion = _arena.Copy(answer.ModelVersion),
            Variant = _arena.Copy(answer.Variant),
            AsOfMs = answer.AsOfMs,
            Version = version,
            SeenToMs = seenToMs,
            HorizonMs = horizonMs,
            AnswerPartition = partition,
            AnswerOffset = answer.Offset,
            FirstItem = _itemCount,
        };
        for (var i = 0; i < answer.ItemCount; i++)
        {
            ref var shown = ref answers.Items[answer.FirstItem + i];
            var at = AppendItem(ref row, _arena.Copy(shown.Id));
            _items[at] = _items[at] with { Position = shown.Rank, Source = _arena.Copy(shown.Source), Outcome = outcomes[i] };
        }

        Append() = row;
    }

    internal ref OutcomeRow Append() => ref _rows.Append(new OutcomeRow { FirstItem = _itemCount });

    /// <summary>A new item of a row.</summary>
    /// <returns>Its number.</returns>
    internal int AppendItem(ref OutcomeRow row, in ByteArray id)
    {
        if (_itemCount == _items.Length)
        {
            Array.Resize(ref _items, _itemCount * 2);
        }

        if (row.ItemCount++ == 0)
        {
            row.FirstItem = _itemCount;
        }

        _items[_itemCount] = new OutcomeItemRow { Id = id, Outcome = ItemOutcome.Nothing };
        return _itemCount++;
    }

    /// <summary>The label of a word that this release wrote.</summary>
    internal static OutcomeLabel LabelOf(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < _labels.Length; i++)
        {
            if (word.SequenceEqual(_labels[i]))
            {
                return (OutcomeLabel)i;
            }
        }

        return OutcomeLabel.None;
    }
}

/// <summary>What became of an item that was shown.</summary>
/// <param name="Label">The greatest thing that happened within the horizon.</param>
/// <param name="EventMs">When it first did, Unix milliseconds; 0 for nothing.</param>
/// <param name="Partition">The event's partition; 0 for nothing.</param>
/// <param name="Offset">Its offset; -1 for nothing.</param>
/// <param name="IsNewest">Whether no newer answer to the user lay between: what the person most likely had before their eyes.</param>
public readonly record struct ItemOutcome(OutcomeLabel Label, long EventMs, int Partition, long Offset, bool IsNewest)
{
    /// <summary>Nothing happened.</summary>
    public static ItemOutcome Nothing { get; } = new(OutcomeLabel.None, 0, 0, -1, false);
}

/// <summary>A version of an answer's labels; texts are in the arena of its rows.</summary>
internal struct OutcomeRow : ILakeRow
{
    public int User;
    public ByteArray Id;
    public ByteArray Model;
    public ByteArray ModelVersion;
    public ByteArray Variant;
    public long AsOfMs;
    public int Version;
    public long SeenToMs;
    public long HorizonMs;
    public int AnswerPartition;
    public long AnswerOffset;
    public int FirstItem;
    public int ItemCount;

    readonly int ILakeRow.User => User;

    readonly long ILakeRow.Offset => AnswerOffset;

    readonly long ILakeRow.TimeMs => AsOfMs;
}

/// <summary>An item of an answer with its label.</summary>
internal struct OutcomeItemRow
{
    public ByteArray Id;
    public int Position;
    public ByteArray Source;
    public ItemOutcome Outcome;
}
