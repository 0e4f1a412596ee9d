namespace StreamReco.Stages.Recommendations;

/// <summary>What of the answered click a trending or popular item goes by; together where it goes by both.</summary>
[Flags]
public enum ReasonScope
{
    /// <summary>Nothing: it is what everybody takes.</summary>
    Everywhere = 0,

    /// <summary>The category of the clicked item.</summary>
    Category = 1,

    /// <summary>The country that the click names.</summary>
    Country = 2,
}
