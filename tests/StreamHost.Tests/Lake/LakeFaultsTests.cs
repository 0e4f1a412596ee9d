using StreamReco.Stages.Lake;
using StreamReco.StreamHost.Lake;

namespace StreamReco.StreamHost.Tests.Lake;

public sealed class LakeFaultsTests
{
    [Fact]
    public void A_full_disk_is_said_with_the_setting_that_names_the_folder_and_other_failures_are_left_as_they_are()
    {
        var lake = new LakeOptions { Directory = "/data/lake" };

        var full = new IOException("No space left on device : '/data/lake/x'", 28);

        foreach (var fault in new[] { full, new IOException("A file of the lake cannot be written", full) })
        {
            LakeFaults.NoRoom(fault, lake).ShouldBe(
                "The disk of the lake '/data/lake' (Lake:Directory, --lake) is full: No space left on device : '/data/lake/x'.");
        }

        LakeFaults.NoRoom(new IOException("Offset 3 did not come within 5 s."), lake).ShouldBeNull();
        LakeFaults.NoRoom(new InvalidOperationException("x"), lake).ShouldBeNull();
    }
}
