using StreamReco.Models.Search.Counts;

namespace StreamReco.Stages;

/// <summary>Product search: what is kept of searches, and how a node answers them.</summary>
public sealed class ProductSearchOptions
{
    /// <summary>Whether a node with an HTTP side indexes the catalog and answers searches.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between two publications of catalog changes to the index, ms; a record is found within it and the build of the changes.</summary>
    public int PublishMs { get; set; } = 200;

    /// <summary>A file of synonyms, a line <c>laptop, notebook</c> or <c>ipod =&gt; mp3 player</c>; empty for none.</summary>
    public string SynonymsFile { get; set; } = "";

    /// <summary>A file of rules by query: what stands further up, further down, at a place, or leads to a page; empty for none.</summary>
    public string RulesFile { get; set; } = "";

    /// <summary>
    /// Share of the searches in which two neighbours of the first places are swapped, so that what a place alone brings in clicks can
    /// be told; 0 for none. 0.01 is enough for a shop of some thousand searches a day, and costs next to nothing.
    /// </summary>
    public double SwapShare { get; set; }

    /// <summary>Characters of a query. Longer ones are pasted texts, of which no word matters.</summary>
    public int QueryCharsMax { get; set; } = 256;

    /// <summary>Items of a list that pages are cut from. 400 are ranked; what comes later keeps the order of its text.</summary>
    public int ListItemsMax { get; set; } = 400;

    /// <summary>Memory of the lists that cursors point to, MB; the oldest go first.</summary>
    public int ListsMaxMb { get; set; } = 64;

    /// <summary>How long a list stays for its cursor, ms: a visitor reads a page for a minute or two.</summary>
    public int ListTtlMs { get; set; } = 5 * 60_000;

    /// <summary>Values of one facet in an answer, those with the most items first.</summary>
    public int FacetValuesMax { get; set; } = 100;

    /// <summary>Searches of a shard that are kept to count clicks by query; 0 counts none. Some 100 bytes of each snapshot.</summary>
    public int KeptSearchesMax { get; set; } = 10_000;

    /// <summary>Items of a search's list that are counted: what stands further down is hardly looked at.</summary>
    public int ShownItemsMax { get; set; } = 50;

    /// <summary>How long after a search a click without a search id may belong to it, ms.</summary>
    public long ClickWindowMs { get; set; } = 30 * 60_000L;

    /// <summary>Users of a shard who must have typed a query before its text may leave the shard: fewer may have typed a name.</summary>
    public int QueryUsersMin { get; set; } = 5;

    /// <summary>Time between two collections of the shards' counts, ms; a click is in the order of its query after it.</summary>
    public int CountsEveryMs { get; set; } = 500;

    /// <summary>Whether a node writes what it served to a known user into the clicks topic, as an event of type search.</summary>
    public bool LogServed { get; set; } = true;

    /// <summary>
    /// The number of the first position by format, for instance <c>ga4=0,ubi=0</c>. Formats that are not named count from what
    /// their specification says; where it says nothing, a list that has a 0 counts from 0.
    /// </summary>
    public string PositionBase { get; set; } = "";

    /// <summary>The bounds of a shard's counts.</summary>
    public QueryCountsOptions CountBounds() => new()
    {
        SearchesMax = KeptSearchesMax,
        ItemsMax = ShownItemsMax,
        UsersMin = QueryUsersMin,
        ClickWindowMs = ClickWindowMs,
    };
}
