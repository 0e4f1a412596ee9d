using System.Diagnostics.CodeAnalysis;

namespace StreamReco.Models.Items;

/// <summary>A field of a catalog record that was left out; the item is taken without it.</summary>
/// <param name="Field">The field by its name in <c>docs/schemas/catalog-item.schema.json</c>.</param>
/// <param name="Reason">What is wrong, to be read after the field's name. One of few texts: no value is in it.</param>
public readonly record struct CatalogFieldFault(string Field, string Reason)
{
    public override string ToString() => $"{Field} {Reason}";
}

/// <summary>What was read of a catalog record: an item and the fields that were left out, or why there is none.</summary>
/// <param name="Item">The item; null where none could be read.</param>
/// <param name="Reason">One sentence on why there is no item; null where there is one.</param>
/// <param name="Faults">The fields that were left out, in the order of the text.</param>
public sealed record CatalogReading(CatalogItem? Item, string? Reason, IReadOnlyList<CatalogFieldFault> Faults)
{
    [MemberNotNullWhen(true, nameof(Item))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsItem => Item is not null;
}
