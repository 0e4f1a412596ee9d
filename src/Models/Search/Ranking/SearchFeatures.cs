using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// The features of a found item, in the order of the matrix's columns. The part before the colon is the reason that a
/// feature speaks for.
/// </summary>
public static class SearchFeatures
{
    public const int TextShare = 0;
    public const int TextLog = 1;
    public const int TextQuality = 2;
    public const int IsWhole = 3;
    public const int WordShare = 4;
    public const int NameShare = 5;
    public const int BrandShare = 6;
    public const int CategoryShare = 7;
    public const int AttributeShare = 8;
    public const int DescriptionShare = 9;
    public const int ExtraShare = 10;
    public const int Edits = 11;
    public const int IsTyped = 12;
    public const int Phrase = 13;
    public const int InOrder = 14;
    public const int FirstPlace = 15;
    public const int LastPlace = 16;
    public const int IsModifier = 17;
    public const int AfterPurpose = 18;
    public const int NameLength = 19;
    public const int NameCovered = 20;
    public const int CategoryHead = 21;
    public const int ContentCosine = 22;
    public const int ContentPlace = 23;
    public const int FeedbackCosine = 24;
    public const int CategoryVote = 25;
    public const int BrandVote = 26;
    public const int Price = 27;
    public const int PriceDeviation = 28;
    public const int HasPrice = 29;
    public const int IsAvailable = 30;
    public const int DescriptionLength = 31;
    public const int AttributeCount = 32;
    public const int HasCategory = 33;
    public const int ClickValue = 34;
    public const int ClickEvidence = 35;
    public const int Carts = 36;
    public const int Purchases = 37;
    public const int Popularity = 38;
    public const int OnlineVector = 39;
    public const int SessionCosine = 40;
    public const int BrandTaste = 41;
    public const int CategoryTaste = 42;
    public const int PriceTaste = 43;
    public const int Seen = 44;
    public const int Bought = 45;

    /// <summary>Always 0, as are the other two: taste by whether a query's clicks follow it, which no node can know. Rankers have the columns.</summary>
    public const int TasteGated = 46;
    public const int QueryWords = 47;
    public const int QueryWhole = 48;
    public const int QueryEntropy = 49;
    public const int BestField = 50;
    public const int BrandGated = 51;
    public const int PriceGated = 52;
    public const int CountedClicks = 53;
    public const int CountedRecent = 54;
    public const int CountedNewer = 55;
    public const int CountedNewest = 56;
    public const int FirstSeen = 57;
    public const int LastSeen = 58;
    public const int Repeats = 59;
    public const int Ends = 60;

    /// <summary>Columns from <see cref="CountedClicks"/> on that <see cref="IItemSignals"/> writes.</summary>
    public const int Counters = 8;

    /// <summary>F.</summary>
    public const int Count = 61;

    /// <summary>Candidates of a search that are ranked; what comes later keeps the order of its text.</summary>
    public const int Candidates = 400;

    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "text:share", "text:log", "text:quality", "text:whole", "text:words", "text:name", "text:brand", "text:category",
        "text:attributes", "text:description", "text:forms", "text:edits", "text:typed", "name:phrase", "name:order",
        "name:first", "name:last", "name:modifier", "name:purpose", "name:length", "name:covered", "name:head",
        "content:cosine", "content:place", "content:feedback", "intent:category", "intent:brand", "item:price",
        "item:deviation", "item:priced", "item:available", "item:description", "item:attributes", "item:filed",
        "clicks:value", "clicks:evidence", "clicks:carts", "clicks:purchases", "clicks:popularity", "you:online",
        "you:encoder", "you:brand", "you:category", "you:price", "you:seen", "you:bought", "you:gated", "query:words",
        "query:found", "query:entropy", "text:field", "you:gated_brand", "you:gated_price",
        "counts:clicks", "counts:recent", "counts:newer", "counts:newest", "counts:first", "counts:last", "counts:repeats",
        "counts:ends",
    ];

    /// <summary>The layout of the ranker's graph.</summary>
    public static RankLayout Layout { get; } = new(Candidates, Names);

    /// <summary>The class of a query by its number of words; each has linear weights of its own.</summary>
    public static int ClassOf(int words) => RankLayout.ClassOf(words);
}
