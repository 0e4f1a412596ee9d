namespace StreamReco.StreamHost.Demo;

/// <summary>What a record of the demo was planted for.</summary>
internal enum Plant
{
    /// <summary>Nothing: the simulated shop's own.</summary>
    None,

    /// <summary>A click of the shop with a price that is a hundred times too high.</summary>
    WrongPrice,

    /// <summary>A page that a crawler fetched.</summary>
    Crawl,

    /// <summary>A click of a visitor before signing in.</summary>
    Anonymous,

    /// <summary>The click with which this visitor signs in.</summary>
    SignIn,

    /// <summary>A click under the anonymous id after that.</summary>
    Return,
}
