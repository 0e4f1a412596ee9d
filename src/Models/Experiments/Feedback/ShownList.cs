using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Binary;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>A list of items that was made for a unit under experiments, as hashes: what is needed to credit what follows.</summary>
public sealed class ShownList
{
    /// <summary>Items that can be kept of one: what was done with each is a bit.</summary>
    public const int ItemsMax = 32;

    private const int Exposed = 1;
    private const int Ordered = 2;
    private const int OfSearch = 4;
    private const int OwnEnrolments = 8;
    private const int WithItems = 16;
    private const int WithActions = 32;

    private static readonly int _actions = Enum.GetValues<FeedbackAction>().Length;

    /// <summary>Null until an event says anything of the list: most are never seen.</summary>
    private List<uint>? _items;

    /// <summary>By action; null until there is one.</summary>
    private uint[]? _done;

    internal ShownList(ulong id, Surface surface, long servedMs, byte enrolments)
    {
        (Id, Surface, ServedMs, Enrolments) = (id, surface, servedMs, enrolments);
    }

    /// <summary><see cref="HashOf"/> of its <c>recommendation_id</c> or <c>search_id</c>.</summary>
    public ulong Id { get; private set; }

    public Surface Surface { get; private set; }

    /// <summary>When it was made, event time, Unix ms.</summary>
    public long ServedMs { get; private set; }

    /// <summary>Whether the unit saw it, as far as is known.</summary>
    public bool IsExposed { get; internal set; }

    /// <summary>A bit for each enrolment of the unit whose experiment it was made under.</summary>
    public byte Enrolments { get; internal set; }

    /// <summary>Whether <see cref="Items"/> are in the list's order, because an event said what the unit saw.</summary>
    public bool IsOrdered { get; private set; }

    /// <summary>
    /// Hashes of its items: in their order once an event says what was seen, and before those that actions named, as they came.
    /// What a node answered is not in the log, so it is not known here.
    /// </summary>
    public IReadOnlyList<uint> Items => _items ?? (IReadOnlyList<uint>)[];

    /// <summary>The hash by which a list is found again: XxHash3 of the id's UTF-16 text; 0 stands for no id.</summary>
    public static ulong HashOf(ReadOnlySpan<char> id) => id.IsEmpty ? 0 : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id));

    /// <summary>The hash by which an item is found in a list.</summary>
    public static uint HashOfItem(ReadOnlySpan<char> itemId) => (uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(itemId));

    /// <summary>The place of an item, 0 for the first; -1 if the list has not got it.</summary>
    public int PlaceOf(uint item) => _items?.IndexOf(item) ?? -1;

    /// <summary>Bits of the places whose items an action was done with.</summary>
    public uint Done(FeedbackAction action) => _done is null ? 0 : _done[(int)action];

    /// <summary>Whether no event said anything of it yet: then id, time and experiments are all there is.</summary>
    internal bool IsBare => !IsExposed && !IsOrdered && Items.Count == 0 && !_done.AsSpan().ContainsAnyExcept(0u);

    /// <summary>Becomes another list.</summary>
    internal void Renew(ulong id, Surface surface, long servedMs, byte enrolments)
    {
        (Id, Surface, ServedMs, Enrolments) = (id, surface, servedMs, enrolments);
        (IsExposed, IsOrdered) = (false, false);
        _items?.Clear();
        _done.AsSpan().Clear();
    }

    /// <summary>Takes what the unit saw; what was done with items before stays with them.</summary>
    internal void Order(ReadOnlySpan<uint> items, int itemsMax)
    {
        if (IsOrdered || items.IsEmpty)
        {
            return;
        }

        uint[] before = [.. Items];
        uint[] done = [.. _done ?? []];
        _items?.Clear();
        _done.AsSpan().Clear();
        foreach (var item in items[..Math.Min(items.Length, itemsMax)])
        {
            Place(item, itemsMax);
        }

        for (var old = 0; old < before.Length; old++)
        {
            if (Place(before[old], ItemsMax) is >= 0 and var place)
            {
                for (var action = 0; action < done.Length; action++)
                {
                    _done![action] |= ((done[action] >> old) & 1) << place;
                }
            }
        }

        IsOrdered = true;
    }

    /// <summary>The place of an item that an action names with the list, added if need be.</summary>
    /// <returns>-1 if the list's order is known and the item is not in it, or if there is no room.</returns>
    internal int PlaceOfNamed(uint item, int itemsMax) => IsOrdered ? PlaceOf(item) : Place(item, itemsMax);

    private int Place(uint item, int itemsMax)
    {
        if (PlaceOf(item) is >= 0 and var place)
        {
            return place;
        }

        _items ??= [];
        if (_items.Count >= Math.Min(itemsMax, ItemsMax))
        {
            return -1;
        }

        _items.Add(item);
        return _items.Count - 1;
    }

    /// <summary>Whether it was made under an enrolment of the unit, by its place.</summary>
    public bool IsUnder(int enrolment) => (Enrolments & (1 << enrolment)) != 0;

    /// <summary>Notes an action.</summary>
    /// <returns>Whether it is the first of its kind with this item of this list: repeats count once.</returns>
    internal bool Mark(FeedbackAction action, int place)
    {
        _done ??= new uint[_actions];
        var bit = 1u << place;
        var isFirst = (_done[(int)action] & bit) == 0;
        _done[(int)action] |= bit;
        return isFirst;
    }

    /// <summary>Reads what versions 1 and 2 of the form wrote.</summary>
    internal static ShownList ReadPlain(ref StateReader reader)
    {
        var (id, surface, servedMs, enrolments) = (reader.Fixed64(), (Surface)reader.Byte(), reader.Signed(), reader.Byte());
        var flags = reader.Byte();
        var list = new ShownList(id, surface, servedMs, enrolments)
        {
            IsExposed = (flags & Exposed) != 0,
            IsOrdered = (flags & Ordered) != 0,
        };
        for (var left = reader.Count(ItemsMax); left > 0; left--)
        {
            (list._items ??= []).Add(reader.Fixed32());
        }

        for (var action = 0; action < _actions; action++)
        {
            if ((uint)reader.Unsigned() is var done and > 0)
            {
                (list._done ??= new uint[_actions])[action] = done;
            }
        }

        return list;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="beforeMs">When the list before was made; 0 for the first.</param>
    /// <param name="enrolments">The enrolments of the list before; all of the unit for the first.</param>
    internal static ShownList Read(ref StateReader reader, long beforeMs, byte enrolments)
    {
        var flags = reader.Byte();
        var own = (flags & OwnEnrolments) != 0 ? reader.Byte() : enrolments;
        var list = new ShownList(
            reader.Fixed64(), (flags & OfSearch) != 0 ? Surface.Search : Surface.Recommendations, beforeMs + reader.Signed(), own)
        {
            IsExposed = (flags & Exposed) != 0,
            IsOrdered = (flags & Ordered) != 0,
        };
        for (var left = (flags & WithItems) != 0 ? reader.Count(ItemsMax) : 0; left > 0; left--)
        {
            (list._items ??= []).Add(reader.Fixed32());
        }

        for (var action = 0; (flags & WithActions) != 0 && action < _actions; action++)
        {
            (list._done ??= new uint[_actions])[action] = (uint)reader.Unsigned();
        }

        return list;
    }

    /// <summary>Writes a list that nobody saw yet: its id and the time since the one before.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="list">The list.</param>
    internal static void Write(StateWriter writer, in BareList list, long beforeMs, byte enrolments) =>
        WriteHead(writer, 0, list.Id, list.Surface, list.ServedMs - beforeMs, list.Enrolments, enrolments);

    /// <inheritdoc cref="Write(StateWriter, in BareList, long, byte)"/>
    /// <summary>Writes it.</summary>
    internal void Write(StateWriter writer, long beforeMs, byte enrolments)
    {
        var withActions = _done.AsSpan().ContainsAnyExcept(0u);
        var flags = (IsExposed ? Exposed : 0) | (IsOrdered ? Ordered : 0) | (Items.Count > 0 ? WithItems : 0) | (withActions ? WithActions : 0);
        WriteHead(writer, flags, Id, Surface, ServedMs - beforeMs, Enrolments, enrolments);
        if (Items.Count > 0)
        {
            writer.Unsigned((ulong)Items.Count);
            foreach (var item in Items)
            {
                writer.Fixed32(item);
            }
        }

        for (var action = 0; withActions && action < _actions; action++)
        {
            writer.Unsigned(_done![action]);
        }
    }

    private static void WriteHead(StateWriter writer, int flags, ulong id, Surface surface, long sinceMs, byte own, byte before)
    {
        writer.Byte((byte)(flags | (surface == Surface.Search ? OfSearch : 0) | (own == before ? 0 : OwnEnrolments)));
        if (own != before)
        {
            writer.Byte(own);
        }

        writer.Fixed64(id);
        writer.Signed(sinceMs);
    }
}
