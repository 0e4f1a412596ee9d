using StreamReco.Models.Text;

namespace StreamReco.Models.Tests.Events;

public sealed class MissingWordsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("undefined")]
    [InlineData("(not set)")]
    [InlineData(" NULL ")]
    public void Words_for_no_value_are_missing(string text) => MissingWords.IsMissing(text).ShouldBeTrue();

    [Theory]
    [InlineData("0")]
    [InlineData("nancy")]
    [InlineData("u-null")]
    [InlineData("N")]
    public void Anything_else_is_a_value(string text) => MissingWords.IsMissing(text).ShouldBeFalse();
}
