namespace StreamReco.Models.Decoding;

/// <summary>The fields of an event that the path understands; every other field is passed over.</summary>
internal enum EventField
{
    Unknown,
    EventId,

    /// <summary>A bare <c>id</c>: the event's on the outermost level, the product's in <c>properties</c> and in an item.</summary>
    Id,

    EventType,

    /// <summary>A bare <c>type</c>: the event's in an envelope, anything in <c>properties</c>.</summary>
    Kind,

    /// <summary>A bare <c>name</c>: the event's in a list of events, the item's elsewhere.</summary>
    Name,

    /// <summary>A user or an anonymous visitor; the order of names says who comes first.</summary>
    Person,

    SessionId,
    Timestamp,
    SentAt,
    Items,
    ItemId,
    Price,
    Quantity,
    Category,

    /// <summary>The item's name and brand: read where a catalog is gathered, for training.</summary>
    ItemName,
    Brand,

    /// <summary>The click's place in the session, in click files.</summary>
    Order,

    /// <summary>GA4's number of a browser or an installation: names the visitor where nothing else does.</summary>
    ClientId,

    /// <summary>CloudEvents' mark of an envelope, <c>specversion</c>.</summary>
    CloudEvent,

    /// <summary>CloudEvents' producer, <c>source</c>: a part of the event's identity.</summary>
    Source,

    /// <summary>A list of events, which has to hold one.</summary>
    Events,

    /// <summary>GA4's parameters as BigQuery lists them, by key and value.</summary>
    Parameters,

    /// <summary>CloudEvents' data in base64, which are not read.</summary>
    Binary,

    /// <summary>Where the visitor is.</summary>
    Country,

    /// <summary>An object that may say where: ours and Segment's <c>context</c>, its <c>location</c>, GA4's <c>geo</c>.</summary>
    Place,

    /// <summary>CloudEvents' <c>data</c>: an event within an envelope.</summary>
    Data,

    /// <summary>Segment's <c>properties</c>: attributes of the event, whose <c>id</c> is the product's.</summary>
    Properties,

    /// <summary>GA4's <c>params</c> and <c>ecommerce</c>: attributes of the event.</summary>
    Attributes,

    /// <summary>Snowplow's e-commerce action, whose <c>type</c> is the event's.</summary>
    Action,

    /// <summary>
    /// What was searched for. This field and those behind it mean in click files what a column of the name means; those of searches
    /// what they mean in events where no column has the name, the others nothing.
    /// </summary>
    Query,

    /// <summary>The search that an event belongs to.</summary>
    SearchId,

    /// <summary>The place of an item in a list.</summary>
    Position,

    /// <summary>The number of items that a search found.</summary>
    Results,

    /// <summary>The recommendations that an event belongs to.</summary>
    RecommendationId,

    /// <summary>What the visitor has agreed to.</summary>
    Consent,

    /// <summary>Segment's <c>previousId</c> of an <c>alias</c>: who the user was before.</summary>
    PreviousId,
}

/// <summary>What an id of a person says.</summary>
internal enum PersonKind
{
    /// <summary>The shop knows the person.</summary>
    User,

    /// <summary>A browser or an installation.</summary>
    Anonymous,

    /// <summary>GA4's number of a browser or an installation; elsewhere that of a program.</summary>
    Client,
}
