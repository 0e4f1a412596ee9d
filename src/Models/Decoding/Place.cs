namespace StreamReco.Models.Decoding;

/// <summary>What an object within an event is.</summary>
internal enum PlaceKind
{
    /// <summary>The record, or CloudEvents' <c>data</c>: names the event.</summary>
    Event,

    /// <summary>The one element of a list of events: names the event before the object around the list does.</summary>
    Listed,

    /// <summary>GA4's <c>params</c>, <c>ecommerce</c>: describes the event.</summary>
    Attributes,

    /// <summary>Segment's <c>properties</c>: describes the event, and its product.</summary>
    Properties,

    /// <summary>Snowplow's e-commerce action: names the type.</summary>
    Action,
}

/// <summary>Where a field stands within an event.</summary>
/// <param name="Kind">The object.</param>
/// <param name="Level">Its place among levels: what stands on a lower one comes first.</param>
/// <param name="Scope">Its place among those that name the type, see <see cref="TypeReader"/>.</param>
/// <param name="Nesting">Objects around it whose fields count as the event's own.</param>
internal readonly record struct Place(PlaceKind Kind, int Level, int Scope, int Nesting)
{
    /// <summary>Ranks of one level; more than any field has names.</summary>
    public const int RanksOfLevel = 32;

    /// <summary>Headers of a binary CloudEvent: the outermost envelope.</summary>
    public static readonly Place Headers = new(PlaceKind.Event, 0, 0, 0);

    public static readonly Place Record = new(PlaceKind.Event, 8, 2, 0);

    private const int ActionScope = TypeReader.Scopes - 1;
    private const int AttributeLevels = 40;
    private const int NestingMax = 2;

    public bool IsEnvelope => Kind is PlaceKind.Event or PlaceKind.Listed;

    public bool IsRecord => Level == Record.Level;

    public bool MayNest => Nesting < NestingMax;

    /// <summary>Rank of the level, to be added to a name's.</summary>
    public int Rank => Level * RanksOfLevel;

    /// <summary>The object that a field holds.</summary>
    public Place Within(EventField field) => field switch
    {
        EventField.Data when IsEnvelope => new Place(PlaceKind.Event, (Level | 1) + 7, Math.Min((Scope + 3) & ~1, ActionScope - 1), Nesting + 1),
        EventField.Action => Attribute(PlaceKind.Action) with { Scope = ActionScope },
        EventField.Properties => Attribute(PlaceKind.Properties),
        _ => Attribute(PlaceKind.Attributes),
    };

    /// <summary>The one event of a list.</summary>
    public Place Listed() => new(PlaceKind.Listed, Level - 2, Scope - 1, Nesting);

    private Place Attribute(PlaceKind kind) =>
        new(kind, IsEnvelope ? AttributeLevels + Level : Level + 8, Scope, Nesting + 1);
}
