namespace StreamReco.Models.Data;

/// <summary>What a column of a click file can mean; the names of <c>--columns</c> in lower case.</summary>
public enum Column
{
    User,
    Session,
    Item,
    Time,
    Event,
    Order,
    Category,
    Price,
    Name,
    Brand,

    /// <summary>Milliseconds since the first event of the session (Diginetica); added to a time that is a day.</summary>
    Timeframe,
}
