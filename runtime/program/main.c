/* The `main` of a linked executable. */
extern void dual_main(void);

int main(void) {
  dual_main();
  return 0;
}
