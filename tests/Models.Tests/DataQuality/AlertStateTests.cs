using StreamReco.Models.DataQuality;

namespace StreamReco.Models.Tests.DataQuality;

public sealed class AlertStateTests
{
    /// <summary>By letter: o ok by a margin, n ok near the threshold, w warn, f fail, u unknown; levels behind each as O, W, F.</summary>
    [Theory]
    [InlineData("owowow", "OOOOOO")] // beside its threshold it is raised never
    [InlineData("ww", "OW")]
    [InlineData("wuw", "OOW")] // a window of too few records neither raises nor begins anew
    [InlineData("ff", "OF")]
    [InlineData("wf", "OW")]
    [InlineData("wfwff", "OWWWF")]
    [InlineData("ffwww", "OFFFF")] // a failure is not made less by warnings
    [InlineData("wwoo", "OWWW")]
    [InlineData("wwooo", "OWWWO")]
    [InlineData("wwnnnnn", "OWWWWWW")] // good, but not by a margin
    [InlineData("wwoonooo", "OWWWWWWO")]
    [InlineData("wwoowooo", "OWWWWWWO")]
    [InlineData("ffooo", "OFFFO")]
    public void It_is_raised_after_two_bad_windows_and_cleared_after_three_good_ones(string windows, string levels)
    {
        var alert = new AlertState();

        string.Concat(windows.Select(window => Take(alert, window))).ShouldBe(levels);
    }

    private static char Take(AlertState alert, char window)
    {
        var before = alert.Level;
        var changed = alert.Take(
            new WindowVerdict(
                window switch { 'w' => QualityLevel.Warn, 'f' => QualityLevel.Fail, 'u' => QualityLevel.Unknown, _ => QualityLevel.Ok },
                window == 'o', 0),
            raiseAfter: 2, clearAfter: 3);
        changed.ShouldBe(alert.Level != before);
        return "OWF"[(int)alert.Level];
    }
}
