using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Events;

public sealed class EventTypeNameTests
{
    [Fact]
    public void Every_type_is_read_back_from_its_own_name()
    {
        foreach (var type in Enum.GetValues<EventType>().Where(t => t != EventType.None))
        {
            EventTypes.TryParse(EventTypes.NameOf(type), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(type);
        }
    }

    [Theory]
    [InlineData("Product Viewed", EventType.ViewItem)]
    [InlineData("Product Clicked", EventType.SelectItem)]
    [InlineData("Product Added", EventType.AddToCart)]
    [InlineData("Product Removed", EventType.RemoveFromCart)]
    [InlineData("Order Completed", EventType.Purchase)]
    [InlineData("Products Searched", EventType.Search)]
    [InlineData("Product List Viewed", EventType.ViewItemList)]
    [InlineData("addtocart", EventType.AddToCart)]
    [InlineData("transaction", EventType.Purchase)]
    [InlineData("product_view", EventType.ViewItem)]
    [InlineData("CLICK", EventType.ViewItem)]
    public void Aliases_of_trackers_and_data_sets_are_understood(string name, EventType expected)
    {
        EventTypes.TryParse(name, out var type).ShouldBeTrue();
        type.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("page_view")]
    [InlineData("a name far longer than any that a tracker has ever sent")]
    public void Other_names_are_refused(string name)
    {
        EventTypes.TryParse(name, out var type).ShouldBeFalse();
        type.ShouldBe(EventType.None);
    }
}
