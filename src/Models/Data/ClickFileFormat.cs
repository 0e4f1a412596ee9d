namespace StreamReco.Models.Data;

/// <summary>How a file of historic clicks is written; <see cref="ClickFileFormats"/> has the names.</summary>
public enum ClickFileFormat
{
    /// <summary>clicks.csv of "e-shop clothing 2008" (<c>;</c> between columns), products.csv beside it if there.</summary>
    Eshop,

    /// <summary><c>SessionId ItemId Time</c> with tab, comma, semicolon or spaces between, header or none.</summary>
    Sessions,

    /// <summary>One session a line: its items in order, spaces between.</summary>
    SessionLines,

    /// <summary>One user a line: the user, then the items in order, spaces between.</summary>
    UserLines,

    /// <summary>Columns with a header; <see cref="ColumnMap"/> says which is which, and by number where there is none.</summary>
    Csv,

    /// <summary>One JSON object a line; <see cref="ColumnMap"/> says which field is which.</summary>
    Ndjson,

    /// <summary>OTTO's sessions: JSON lines of <c>session</c> and <c>events[]</c> with <c>aid</c>, <c>ts</c> and <c>type</c>.</summary>
    Otto,

    /// <summary>RecBole's atomic files (<c>.inter</c>): tabs, and a header with types, <c>item_id:token</c>.</summary>
    RecBole,

    /// <summary>Apache Parquet, columns by the same names as in <see cref="Csv"/>.</summary>
    Parquet,

    /// <summary>MovieLens' <c>u.data</c> and <c>ratings.dat</c>: user, item, rating, time in seconds; no header.</summary>
    MovieLens,

    /// <summary>Taobao's <c>UserBehavior.csv</c>: user, item, category, behaviour, time in seconds; no header.</summary>
    Taobao,

    /// <summary>Yoochoose's <c>.dat</c>: session, time, item, then category (clicks) or price and quantity (buys); no header.</summary>
    Yoochoose,
}
