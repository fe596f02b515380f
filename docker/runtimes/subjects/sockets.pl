# Perl's sockets: `sockets.pl sys` for sysread and syswrite, `sockets.pl line` for readline and print.
use strict;
use warnings;
use IO::Handle;
use IO::Socket::INET;
use IO::Socket::UNIX;
my ($mode, $socket) = (shift);
$| = 1;
sub answer { my ($outcome, $words) = (@_, ''); $words =~ s/\n/ /g; print "$outcome\t$words\n" }
sub failure { my $error = 0 + $!; answer($error ? "errno:$error" : 'error', "$!") }
while (my $line = <STDIN>) {
    chomp $line;
    my ($word, $rest) = split / /, $line, 2;
    local $! = 0;
    if ($word eq 'open') {
        my ($link, $where) = split / /, $rest;
        $socket = $link eq 'unix' ? IO::Socket::UNIX->new(Peer => $where) : IO::Socket::INET->new(PeerAddr => "127.0.0.1:$where");
        if ($socket) { $socket->autoflush(1); answer('done') } else { failure() }
    }
    elsif ($word eq 'read' && $mode eq 'sys') {
        my $got = sysread($socket, my $data, $rest);
        defined $got ? answer($got || 'EOF') : failure();
    }
    elsif ($word eq 'read') {
        my $data = readline $socket;
        # What a program sees that only looks at the value; $! is in the words.
        answer(defined $data ? length $data : 'EOF', 0 + $! ? "\$! is $!" : '');
    }
    elsif ($word eq 'write') {
        my $sent = $mode eq 'sys' ? syswrite($socket, $rest) : (print {$socket} $rest);
        $sent ? answer($mode eq 'sys' ? $sent : 'done') : failure();
    }
    elsif ($word eq 'shutdown') { $socket->shutdown(1) ? answer('0') : failure() }
    elsif ($word eq 'close') { close $socket ? answer('0') : failure() }
}
