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

    /// <summary>Columns with a header; <see cref="ColumnMap"/> says which is which.</summary>
    Csv,

    /// <summary>One JSON object a line; <see cref="ColumnMap"/> says which field is which.</summary>
    Ndjson,
}
